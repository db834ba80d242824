import { isPtsText } from '@dubbing/common';
import {
  dubStatuses,
  fragmentStatuses,
  languagePattern,
  longestFragmentMs,
  longestText,
  mostPcmBytes,
  mostTargetLanguages,
} from '@dubbing/contracts';
import { z } from 'zod';

/*
 * The rules of two messages in zod, as far as it can say them: null is kept where a field may be absent, and bytes are
 * taken as they come.
 */

const ms = z.number().min(0).max(3_600_000);
const count = z.int().min(0);
const id = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/);
const pts = z.string().refine(isPtsText);
const language = z.string().regex(languagePattern);
const bytes = z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength <= mostPcmBytes);

interface Interval {
  readonly startPtsNs: string;
  readonly endPtsNs: string;
}

const lengthNs = ({ startPtsNs, endPtsNs }: Interval): bigint => BigInt(endPtsNs) - BigInt(startPtsNs);
const endsAfterStart = (interval: Interval): boolean => lengthNs(interval) > 0n;

const errorInfo = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/),
  message: z.string().max(4096),
  field: z.string().max(1024).nullish(),
  source: z.string().max(1024).nullish(),
  retryable: z.boolean(),
});

export const fragmentData = z
  .object({
    fragmentId: id,
    sequence: count,
    startPtsNs: pts,
    endPtsNs: pts,
    durationMs: z.number().min(0).max(longestFragmentMs),
    deadlineMs: z.int().min(1).max(3_600_000),
    slot: z.object({ targetMs: ms, maxMs: ms }).refine(({ targetMs, maxMs }) => maxMs >= targetMs, { path: ['maxMs'] }),
    pcm: bytes,
  })
  .refine(endsAfterStart, { path: ['endPtsNs'] })
  .refine((message) => Math.abs(Number(lengthNs(message)) / 1e6 - message.durationMs) <= 1, { path: ['durationMs'] });

const dub = z
  .object({
    language,
    status: z.enum(dubStatuses),
    text: z.string().max(longestText),
    audio: bytes.nullish(),
    durationMs: ms,
    naturalDurationMs: ms,
    speedFactor: z.number().min(0).max(100),
    engine: z.object({ translation: z.string().max(128), tts: z.string().max(128) }),
    timings: z.object({ translationMs: ms, ttsMs: ms, fitMs: ms }),
    error: errorInfo.nullish(),
  })
  .refine(({ status, audio }) => status !== 'spoken' || Boolean(audio), { path: ['audio'] })
  .refine(({ status, error }) => status !== 'failed' || Boolean(error), { path: ['error'] });

export const fragmentProcessed = z
  .object({
    fragmentId: id,
    sequence: count,
    startPtsNs: pts,
    endPtsNs: pts,
    status: z.enum(fragmentStatuses),
    transcript: z
      .object({ language, text: z.string().max(longestText), confidence: z.number().min(0).max(1).nullish() })
      .nullish(),
    dubs: z.array(dub).max(mostTargetLanguages),
    timings: z.object({ queuedMs: ms, asrMs: ms, totalMs: ms }),
    error: errorInfo.nullish(),
  })
  .refine(endsAfterStart, { path: ['endPtsNs'] })
  .refine(({ status, error }) => status !== 'failed' || Boolean(error), { path: ['error'] });
