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

/*
 * The rules of two messages as a careful person would write them without any library: own fields only, unknown ones left
 * out, null as absent, bytes on the same memory, an error that names the field. They stop at the first fault.
 */

type Fields = Record<string, unknown>;

class Refusal extends Error {
  readonly field: string;

  constructor(path: string, field: string, wanted: string) {
    const whole = path === '' ? field : `${path}.${field}`;
    super(`${whole} must be ${wanted}`);
    this.field = whole;
  }
}

const idPattern = /^[A-Za-z0-9._-]{1,128}$/;
const codePattern = /^[A-Z][A-Z0-9_]{0,63}$/;
const longestMs = 3_600_000;

export function readFragmentData(value: unknown): Fields {
  const fields = object(value, '', 'message');
  const slot = object(own(fields, 'slot'), '', 'slot');
  const startPtsNs = pts(fields, '', 'startPtsNs');
  const endPtsNs = pts(fields, '', 'endPtsNs');
  const lengthNs = BigInt(endPtsNs) - BigInt(startPtsNs);
  if (lengthNs <= 0n) throw new Refusal('', 'endPtsNs', 'later than startPtsNs');
  const durationMs = amount(fields, '', 'durationMs', 0, longestFragmentMs);
  if (Math.abs(Number(lengthNs) / 1e6 - durationMs) > 1)
    throw new Refusal('', 'durationMs', 'the length of the interval');
  const targetMs = amount(slot, 'slot', 'targetMs', 0, longestMs);
  const maxMs = amount(slot, 'slot', 'maxMs', 0, longestMs);
  if (maxMs < targetMs) throw new Refusal('slot', 'maxMs', 'at least targetMs');
  return {
    fragmentId: matching(fields, '', 'fragmentId', idPattern),
    sequence: whole(fields, '', 'sequence', 0, Number.MAX_SAFE_INTEGER),
    startPtsNs,
    endPtsNs,
    durationMs,
    deadlineMs: whole(fields, '', 'deadlineMs', 1, 3_600_000),
    slot: { targetMs, maxMs },
    pcm: bytes(own(fields, 'pcm'), '', 'pcm'),
  };
}

export function readFragmentProcessed(value: unknown): Fields {
  const fields = object(value, '', 'message');
  const startPtsNs = pts(fields, '', 'startPtsNs');
  const endPtsNs = pts(fields, '', 'endPtsNs');
  if (BigInt(endPtsNs) <= BigInt(startPtsNs)) throw new Refusal('', 'endPtsNs', 'later than startPtsNs');
  const status = oneOf(fields, '', 'status', fragmentStatuses);
  const dubs = own(fields, 'dubs');
  if (!Array.isArray(dubs) || dubs.length > mostTargetLanguages) throw new Refusal('', 'dubs', 'a list of dubs');
  const timings = object(own(fields, 'timings'), '', 'timings');
  const message: Fields = {
    fragmentId: matching(fields, '', 'fragmentId', idPattern),
    sequence: whole(fields, '', 'sequence', 0, Number.MAX_SAFE_INTEGER),
    startPtsNs,
    endPtsNs,
    status,
    dubs: dubs.map((dub: unknown, index) => readDub(dub, index)),
    timings: {
      queuedMs: amount(timings, 'timings', 'queuedMs', 0, longestMs),
      asrMs: amount(timings, 'timings', 'asrMs', 0, longestMs),
      totalMs: amount(timings, 'timings', 'totalMs', 0, longestMs),
    },
  };
  const transcript = own(fields, 'transcript');
  if (transcript !== undefined) message['transcript'] = readTranscript(transcript);
  const error = own(fields, 'error');
  if (error !== undefined || status === 'failed') message['error'] = readError(error, '');
  return message;
}

function readTranscript(value: unknown): Fields {
  const fields = object(value, '', 'transcript');
  const transcript: Fields = {
    language: matching(fields, 'transcript', 'language', languagePattern),
    text: text(fields, 'transcript', 'text', longestText),
  };
  if (own(fields, 'confidence') !== undefined) {
    transcript['confidence'] = amount(fields, 'transcript', 'confidence', 0, 1);
  }
  return transcript;
}

function readDub(value: unknown, index: number): Fields {
  const path = `dubs.${index}`;
  const fields = object(value, 'dubs', String(index));
  const engine = object(own(fields, 'engine'), path, 'engine');
  const timings = object(own(fields, 'timings'), path, 'timings');
  const status = oneOf(fields, path, 'status', dubStatuses);
  const dub: Fields = {
    language: matching(fields, path, 'language', languagePattern),
    status,
    text: text(fields, path, 'text', longestText),
    durationMs: amount(fields, path, 'durationMs', 0, longestMs),
    naturalDurationMs: amount(fields, path, 'naturalDurationMs', 0, longestMs),
    speedFactor: amount(fields, path, 'speedFactor', 0, 100),
    engine: {
      translation: text(engine, `${path}.engine`, 'translation', 128),
      tts: text(engine, `${path}.engine`, 'tts', 128),
    },
    timings: {
      translationMs: amount(timings, `${path}.timings`, 'translationMs', 0, longestMs),
      ttsMs: amount(timings, `${path}.timings`, 'ttsMs', 0, longestMs),
      fitMs: amount(timings, `${path}.timings`, 'fitMs', 0, longestMs),
    },
  };
  const audio = own(fields, 'audio');
  if (audio !== undefined || status === 'spoken') dub['audio'] = bytes(audio, path, 'audio');
  const error = own(fields, 'error');
  if (error !== undefined || status === 'failed') dub['error'] = readError(error, path);
  return dub;
}

function readError(value: unknown, parent: string): Fields {
  const fields = object(value, parent, 'error');
  const path = parent === '' ? 'error' : `${parent}.error`;
  const retryable = own(fields, 'retryable');
  if (typeof retryable !== 'boolean') throw new Refusal(path, 'retryable', 'true or false');
  const error: Fields = {
    code: matching(fields, path, 'code', codePattern),
    message: text(fields, path, 'message', 4096),
    retryable,
  };
  if (own(fields, 'field') !== undefined) error['field'] = text(fields, path, 'field', 1024);
  if (own(fields, 'source') !== undefined) error['source'] = text(fields, path, 'source', 1024);
  return error;
}

function own(fields: Fields, field: string): unknown {
  return Object.hasOwn(fields, field) ? (fields[field] ?? undefined) : undefined;
}

function object(value: unknown, path: string, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)) {
    return value as Fields;
  }
  throw new Refusal(path, field, 'an object');
}

function matching(fields: Fields, path: string, field: string, pattern: RegExp): string {
  const value = own(fields, field);
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new Refusal(path, field, `a text like ${pattern.source}`);
}

function text(fields: Fields, path: string, field: string, most: number): string {
  const value = own(fields, field);
  if (typeof value === 'string' && value.length <= most) return value;
  throw new Refusal(path, field, `a text of at most ${most} characters`);
}

function oneOf(fields: Fields, path: string, field: string, values: readonly string[]): string {
  const value = own(fields, field);
  if (typeof value === 'string' && values.includes(value)) return value;
  throw new Refusal(path, field, `one of ${values.join(', ')}`);
}

function pts(fields: Fields, path: string, field: string): string {
  const value = own(fields, field);
  if (isPtsText(value)) return value;
  throw new Refusal(path, field, 'a time in whole nanoseconds as a decimal string');
}

function amount(fields: Fields, path: string, field: string, min: number, max: number): number {
  const value = own(fields, field);
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new Refusal(path, field, `a number from ${min} to ${max}`);
}

function whole(fields: Fields, path: string, field: string, min: number, max: number): number {
  const value = amount(fields, path, field, min, max);
  if (Number.isInteger(value)) return value;
  throw new Refusal(path, field, 'a whole number');
}

function bytes(value: unknown, path: string, field: string): Buffer {
  const buffer = bufferOf(value);
  if (buffer !== undefined && buffer.byteLength <= mostPcmBytes) return buffer;
  throw new Refusal(path, field, `at most ${mostPcmBytes} bytes`);
}

function bufferOf(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? Buffer.from(value) : undefined;
}
