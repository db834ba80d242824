import type { SpeechSynthesizer } from '../../pipeline/seams.js';
import type { Lane } from '../lane.js';
import { PacedLane } from '../paced-lane.js';
import type { Endpoint } from './endpoint.js';
import { soundOfAnswer, type SpeechFormat } from './sound-of-answer.js';

/** Two minutes of 48 kHz stereo. */
const maxAnswerBytes = 25_000_000;

export interface RemoteSynthesizerOptions {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly model: string;
  /** The voice of sessions that name none. */
  readonly voice: string;
  readonly format: SpeechFormat;
  /** Places for requests that run at the same time. */
  readonly lane: Lane<object>;
  readonly speaks: (language: string) => boolean;
}

/** Speech behind `POST {base}/audio/speech`. */
export function remoteSynthesizer(options: RemoteSynthesizerOptions): SpeechSynthesizer {
  const { name, endpoint, model, voice: usualVoice, format, lane, speaks } = options;
  const paced = new PacedLane(name, lane);
  return {
    name,
    supports: speaks,
    // The interface has no list of them, so the server alone can tell.
    voices: () => 'any',
    synthesize: async ({ text, voice = usualVoice, sessionKey, deadlineAtMs, signal }) => {
      const answer = await paced.run({ sessionKey, deadlineAtMs, signal, size: text.length }, (_place, unit) =>
        endpoint.ask({
          path: 'audio/speech',
          body: () => ({
            body: JSON.stringify({ model, voice, input: text, response_format: format }),
            type: 'application/json',
          }),
          maxAnswerBytes,
          deadlineAtMs,
          signal: unit,
        }),
      );
      return { ...soundOfAnswer(answer, format, name), engine: name };
    },
  };
}
