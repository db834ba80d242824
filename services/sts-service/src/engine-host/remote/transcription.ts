import { stsError } from '../../errors.js';

/** Whisper's own rule: a segment is nothing that was said when both hold. */
const noSpeechAbove = 0.6;
const logProbabilityBelow = -1;

export interface Transcription {
  readonly text: string;
  readonly confidence?: number;
}

interface Segment {
  readonly text: string;
  readonly logProbability?: number;
  readonly noSpeech?: number;
}

/**
 * Reads an answer in OpenAI's `verbose_json`, or in plain `json`, which has the text only.
 * @throws DubbingError ENGINE_FAILED when it is neither.
 */
export function parseTranscription(body: Buffer, engine: string): Transcription {
  const answer = parseJson(body);
  const text = answer?.['text'];
  if (typeof text !== 'string') {
    throw stsError('ENGINE_FAILED', `the remote engine ${engine} answered with something that is no transcription`, {
      source: engine,
    });
  }
  const listed = answer?.['segments'];
  const segments = Array.isArray(listed) ? listed.flatMap(segmentOf) : [];
  if (segments.length === 0) return { text: text.trim() };
  const said = segments.filter(
    ({ logProbability = 0, noSpeech = 0 }) => !(noSpeech > noSpeechAbove && logProbability < logProbabilityBelow),
  );
  const told = said.flatMap(({ logProbability }) => logProbability ?? []);
  const mean = told.reduce((sum, each) => sum + each, 0) / told.length;
  return {
    text: said.length === segments.length ? text.trim() : said.map((segment) => segment.text.trim()).join(' '),
    ...(told.length > 0 && { confidence: Math.min(1, Math.exp(mean)) }),
  };
}

function parseJson(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function segmentOf(value: unknown): Segment[] {
  const { text, avg_logprob, no_speech_prob } = (value ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string') return [];
  return [
    {
      text,
      ...(typeof avg_logprob === 'number' && { logProbability: avg_logprob }),
      ...(typeof no_speech_prob === 'number' && { noSpeech: no_speech_prob }),
    },
  ];
}
