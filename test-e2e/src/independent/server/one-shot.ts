import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Refusal, asRefusal, type Code } from '../refusal.js';
import { schemaOf } from '../schema/documents.js';
import { durationMs } from '../sound/pcm.js';
import { writeWav } from '../sound/wav.js';
import { oneShotPath } from '../wire.js';
import { chooseEngines, hear, requireEngines, requireVoices, speak, type Languages } from './engines.js';
import { readBody } from './one-shot-body.js';
import { requireValid } from './open.js';
import type { ServerOptions } from './options.js';

/** The column HTTP of section 13. */
const statuses: Partial<Record<Code, number>> = {
  CONTRACT_INVALID: 400,
  WAV_INVALID: 400,
  REQUEST_INVALID: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  FRAGMENT_TOO_LARGE: 413,
  BODY_TOO_LARGE: 413,
  AUDIO_FORMAT_UNSUPPORTED: 415,
  LANGUAGE_UNSUPPORTED: 422,
  VOICE_UNKNOWN: 422,
  ENGINE_UNKNOWN: 422,
};

const replyFormat = { sampleRateHz: 48_000, channels: 1 };

interface OneShotQuery extends Languages {
  readonly slotMs?: number;
  readonly voices?: readonly string[];
}

export function oneShotHandler(options: ServerOptions): RequestListener {
  return (request, response) => void handle(request, response, options);
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== oneShotPath) throw new Refusal('NOT_FOUND', `there is nothing at ${pathname}`);
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      throw new Refusal('METHOD_NOT_ALLOWED', 'the path takes POST');
    }
    reply(response, 200, await process(request, readQuery(searchParams), options));
  } catch (error) {
    const { code, info } = asRefusal(error);
    reply(response, statuses[code] ?? 500, { error: info });
  }
}

async function process(request: IncomingMessage, query: OneShotQuery, options: ServerOptions): Promise<object> {
  const startedMs = performance.now();
  chooseEngines(query, options.languages);
  const { format, pcm } = await readBody(request, options.oneShotMaxBytes);
  const lengthMs = durationMs(pcm.length, format);
  if (lengthMs > options.oneShotMaxMs) throw new Refusal('FRAGMENT_TOO_LARGE', `${lengthMs} ms are too long`, 'body');
  const signal = new AbortController().signal;
  const text = await hear(pcm, format, { hearingMs: options.hearingMs, signal });
  const asrMs = performance.now() - startedMs;
  const dubs = query.targetLanguages.map((language) => {
    if (text === undefined) return { language, status: 'empty', text: '', durationMs: 0, speedFactor: 1 };
    const maxMs = query.slotMs ?? lengthMs;
    const spoken = speak(pcm, format, { language, text, to: replyFormat, maxMs });
    const { status, durationMs: dubMs, speedFactor } = spoken;
    const audioWavBase64 = writeWav({ format: replyFormat, pcm: spoken.audio }).toString('base64');
    return { language, status, text: spoken.text, audioWavBase64, durationMs: dubMs, speedFactor };
  });
  return {
    ...(text !== undefined && { transcript: { language: query.sourceLanguage, text } }),
    dubs,
    timings: { queuedMs: 0, asrMs, totalMs: performance.now() - startedMs },
  };
}

/** Texts into what section 14.1 says that they are. @throws Refusal CONTRACT_INVALID */
function readQuery(parameters: URLSearchParams): OneShotQuery {
  const fields: Record<string, unknown> = {};
  for (const name of ['sourceLanguage', 'asr', 'translation', 'tts', 'slotMs']) {
    const [value = null, ...more] = parameters.getAll(name);
    if (more.length > 0) throw new Refusal('CONTRACT_INVALID', `${name} is given several times`, name);
    if (value !== null) fields[name] = name === 'slotMs' && /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) : value;
  }
  for (const name of ['targetLanguages', 'voices'])
    if (parameters.has(name))
      fields[name] = parameters.getAll(name).flatMap((value) => (value === '' ? [] : value.split(',')));
  const query = requireValid(schemaOf('one-shot-query'), fields) as OneShotQuery;
  requireEngines(fields, '');
  requireVoices(query.voices ?? []);
  return query;
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  // What was not read of a body that is refused is not waited for.
  if (status >= 400) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
