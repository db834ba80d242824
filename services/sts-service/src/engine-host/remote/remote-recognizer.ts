import { encodeWav, int16View, pcmDurationMs } from '@dubbing/common';
import { isUndetermined } from '../../asr/onnx/languages.js';
import type { SpeechRecognizer } from '../../pipeline/seams.js';
import { baseLanguage } from '../base-language.js';
import type { Lane } from '../lane.js';
import { PacedLane } from '../paced-lane.js';
import type { Endpoint } from './endpoint.js';
import { parseTranscription } from './transcription.js';

/** A minute of speech with all its words and times has less than a tenth of this. */
const maxAnswerBytes = 1_048_576;

export interface RemoteRecognizerOptions {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly model: string;
  /** Places for requests that run at the same time. */
  readonly lane: Lane<object>;
  readonly hears: (language: string) => boolean;
}

/** Speech recognition behind `POST {base}/audio/transcriptions`. */
export function remoteRecognizer(options: RemoteRecognizerOptions): SpeechRecognizer {
  const { name, endpoint, model, lane, hears } = options;
  const paced = new PacedLane(name, lane);
  return {
    name,
    supports: hears,
    recognize: async ({ pcm, sampleRateHz, language, sessionKey, deadlineAtMs, signal }) => {
      // No model is asked about digital silence, and models make up words for it.
      if (int16View(pcm).every((sample) => sample === 0)) return { text: '', engine: name };
      const size = pcmDurationMs(pcm.length, { sampleRateHz, channels: 1 });
      const wav = encodeWav(pcm, { sampleRateHz, channels: 1 });
      const answer = await paced.run({ sessionKey, deadlineAtMs, signal, size }, (_place, unit) =>
        endpoint.ask({
          path: 'audio/transcriptions',
          body: () => ({ body: formOf(wav, model, language) }),
          maxAnswerBytes,
          deadlineAtMs,
          signal: unit,
        }),
      );
      return { ...parseTranscription(answer.body, name), engine: name };
    },
  };
}

function formOf(wav: Buffer, model: string, language: string): FormData {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'speech.wav');
  form.set('model', model);
  form.set('response_format', 'verbose_json');
  form.set('temperature', '0');
  if (!isUndetermined(language)) form.set('language', baseLanguage(language));
  return form;
}
