import { decodeWav, encodeWav } from '@dubbing/common';
import { ErrorInfo, ONE_SHOT_PATH, OneShotResponse, parse } from '@dubbing/contracts';
import type { CaseContext, ConformanceCase } from '../case.js';
import { bigEndian, clipFormat, silence } from '../sound.js';
import { Skipped, Violation, require, requireSame } from '../violation.js';

const l16 = 'audio/L16;rate=16000;channels=1';

interface Asked {
  readonly type?: string | undefined;
  readonly body?: Buffer;
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: string;
}

async function ask(context: CaseContext, { type = l16, body, query = {}, method = 'POST' }: Asked): Promise<Response> {
  const { url, sourceLanguage, targetLanguages, signal } = context;
  const all = new URLSearchParams({ sourceLanguage, targetLanguages: targetLanguages.join(','), ...query });
  const response = await fetch(`${url}${ONE_SHOT_PATH}?${all.toString()}`, {
    method,
    headers: type === '' ? {} : { 'Content-Type': type },
    signal,
    ...(body !== undefined && { body: new Uint8Array(body) }),
  });
  if (response.status === 404) throw new Skipped('the server has no one-shot route');
  return response;
}

async function dubbed(context: CaseContext, asked: Asked): Promise<OneShotResponse> {
  const response = await ask(context, asked);
  const text = await response.text();
  requireSame(response.status, 200, '14.3', `the status (${text.slice(0, 120)})`);
  require(/^application\/json\b/.test(response.headers.get('content-type') ?? ''), '14.3', 'it is no application/json');
  const answer = read(() => parse(OneShotResponse, JSON.parse(text)), '14.3');
  const languages = answer.dubs.map(({ language }) => language).join();
  requireSame(languages, context.targetLanguages.join(), '14.3', 'the languages of the dubs');
  for (const { status, audioWavBase64, durationMs, language } of answer.dubs) {
    requireSame(audioWavBase64 !== undefined, status === 'spoken', '14.3', `whether ${language}, ${status}, has audio`);
    if (audioWavBase64 === undefined) continue;
    const { pcm, format } = read(() => decodeWav(Buffer.from(audioWavBase64, 'base64')), '14.3');
    requireSame(`${format.sampleRateHz} Hz, ${format.channels}`, '48000 Hz, 1', '14.3', 'the format of a dub');
    const lastsMs = pcm.length / 96;
    require(Math.abs(lastsMs - durationMs) < 0.1, '14.3', `${language} lasts ${lastsMs} ms and says ${durationMs}`);
  }
  return answer;
}

async function refused(
  context: CaseContext,
  asked: Asked,
  status: number,
  code: string,
  field?: string,
): Promise<void> {
  const response = await ask(context, asked);
  const text = await response.text();
  requireSame(response.status, status, '14.2', `the status (${text.slice(0, 120)})`);
  const { error } = read(() => JSON.parse(text) as { error?: unknown }, '14.3');
  const info = read(() => parse(ErrorInfo, error), '14.3');
  requireSame(info.code, code, '13', `the code of status ${status}`);
  if (field !== undefined) requireSame(info.field, field, '14.3', `the field of ${code}`);
}

function read<T>(make: () => T, section: string): T {
  try {
    return make();
  } catch (error) {
    throw new Violation(section, error instanceof Error ? error.message : String(error));
  }
}

export const oneShot: readonly ConformanceCase[] = [
  {
    name: 'one-shot/wav',
    section: '14.2',
    promise: 'a WAV file is answered with a dub in every target language',
    async run(context) {
      await dubbed(context, { type: 'audio/wav', body: encodeWav(context.clips.speech, clipFormat) });
    },
  },
  {
    name: 'one-shot/bare-samples',
    section: '14.2',
    promise: 'audio/L16 is taken in both byte orders, told or not',
    async run(context) {
      const { speech } = context.clips;
      for (const [type, body] of [
        [`${l16};endianness=little-endian`, speech],
        [`${l16};endianness=big-endian`, bigEndian(speech)],
        ['audio/L16;rate=16000', bigEndian(speech)],
      ] as const) {
        await dubbed(context, { type, body });
      }
    },
  },
  {
    name: 'one-shot/silence',
    section: '14.3',
    promise: 'a clip in which nothing is said has no transcript, and dubs that are empty',
    async run(context) {
      const { transcript, dubs } = await dubbed(context, { body: silence(1000) });
      if (transcript !== undefined) throw new Skipped(`the engines heard something in silence: ${transcript.text}`);
      require(dubs.every(({ status }) => status === 'empty'), '14.3', 'nothing was said, and not all dubs are empty');
    },
  },
  {
    name: 'one-shot/query',
    section: '14.1',
    promise: 'the query may have a slot, and parameters that nobody knows',
    async run(context) {
      await dubbed(context, { body: silence(500), query: { slotMs: '750.5', later: 'x' } });
    },
  },
  {
    name: 'one-shot/refusals',
    section: '14.2',
    promise: 'what cannot be served is refused with its status, code and field',
    async run(context) {
      const body = silence(500);
      await refused(context, { body, type: '' }, 415, 'AUDIO_FORMAT_UNSUPPORTED');
      await refused(context, { body, type: 'audio/ogg' }, 415, 'AUDIO_FORMAT_UNSUPPORTED');
      await refused(context, { body, type: 'audio/L16' }, 415, 'AUDIO_FORMAT_UNSUPPORTED');
      await refused(context, { body, type: 'audio/L16;rate=7000' }, 415, 'AUDIO_FORMAT_UNSUPPORTED');
      await refused(context, { body, type: 'audio/wav' }, 400, 'WAV_INVALID');
      await refused(context, { body: Buffer.alloc(0) }, 400, 'REQUEST_INVALID', 'body');
      await refused(context, { body: Buffer.alloc(3) }, 400, 'REQUEST_INVALID', 'body');
      await refused(context, { body, query: { sourceLanguage: 'x' } }, 400, 'CONTRACT_INVALID', 'sourceLanguage');
      await refused(context, { body, query: { targetLanguages: '' } }, 400, 'CONTRACT_INVALID', 'targetLanguages');
      await refused(context, { body, query: { slotMs: '1e3' } }, 400, 'CONTRACT_INVALID', 'slotMs');
      await refused(context, { body, query: { slotMs: '60001' } }, 400, 'CONTRACT_INVALID', 'slotMs');
      await refused(context, { body, query: { tts: 'no-such-engine' } }, 422, 'ENGINE_UNKNOWN', 'tts');
    },
  },
  {
    name: 'one-shot/method',
    section: '13',
    promise: 'other methods are refused, and Allow names the right one',
    async run(context) {
      const response = await ask(context, { method: 'GET' });
      requireSame(response.status, 405, '13', 'the status of GET');
      requireSame(response.headers.get('allow'), 'POST', '13', 'Allow');
    },
  },
];
