import { encodeWav, pcmOf } from '@dubbing/common';
import { expect } from 'chai';
import { remoteEngines, type RemoteEngines } from '../../../../src/engine-host/remote/remote-engines.js';
import type { Recognition, Synthesis } from '../../../../src/pipeline/seams.js';
import { FakeOpenAi, breakOff, drop, say, stall, status, type SeenRequest } from '../../../support/fake-openai.js';
import { rejection } from '../../../support/rejection.js';

const key = 'sk-secret';
const samples = Int16Array.from({ length: 16_000 }, (_, at) => 1000 * Math.sin(at / 10));
const pcm = pcmOf(samples);
const spoken = encodeWav(pcm, { sampleRateHz: 22_050, channels: 1 });
const segments = [{ text: ' Hello there.', avg_logprob: Math.log(0.5), no_speech_prob: 0.01 }];
const transcription = JSON.stringify({ text: ' Hello there.', language: 'english', duration: 1, segments });

/** The fields of a form, its file as bytes. */
async function fieldsOf({ body, type }: SeenRequest): Promise<Map<string, string | Buffer>> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const fields = new Map<string, string | Buffer>();
  for (const [name, value] of form) {
    fields.set(name, typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()));
  }
  return fields;
}

describe('remote engines', () => {
  let server: FakeOpenAi;
  let engines: RemoteEngines;

  function begin(timeoutMs = 20_000): void {
    const endpoint = { url: server.baseUrl, key, languages: ['en', 'es'] };
    engines = remoteEngines({
      asr: { ...endpoint, model: 'whisper-1' },
      tts: { ...endpoint, model: 'tts-1', voice: 'nova', format: 'wav' },
      timeoutMs,
      concurrency: 2,
      queueCapacity: 8,
    });
  }

  function recognize(withinMs = 20_000, signal = new AbortController().signal): Promise<Recognition> {
    const [offer] = engines.recognizers;
    if (offer === undefined) throw new Error('there is no recogniser');
    const deadlineAtMs = performance.now() + withinMs;
    return offer.engine.recognize({
      sessionKey: 'a',
      pcm,
      sampleRateHz: 16_000,
      language: 'en-US',
      deadlineAtMs,
      signal,
    });
  }

  function synthesize(more: { readonly voice?: string } = {}): Promise<Synthesis> {
    const [offer] = engines.synthesizers;
    if (offer === undefined) throw new Error('there is no voice');
    const deadlineAtMs = performance.now() + 20_000;
    const { signal } = new AbortController();
    return offer.engine.synthesize({ sessionKey: 'a', text: 'Hola 🎉', language: 'es', deadlineAtMs, signal, ...more });
  }

  beforeEach(async () => {
    server = await FakeOpenAi.start(({ path }, response) => {
      const heard = path === '/v1/audio/transcriptions';
      response.writeHead(200, { 'content-type': heard ? 'application/json' : 'audio/wav' });
      response.end(heard ? transcription : spoken);
    });
    begin();
  });
  afterEach(async () => {
    engines.close();
    await server.close();
  });

  it('are offered by the name of their model, for the languages that are configured', () => {
    const [recognizer] = engines.recognizers;
    expect(recognizer).to.deep.include({ family: 'remote' });
    expect(recognizer?.engine.name).to.equal('remote:whisper-1');
    expect(['en', 'en-GB', 'de'].map((tag) => recognizer?.engine.supports(tag))).to.deep.equal([true, true, false]);
  });

  it('hear: the sound as a WAV file in a form, the text and its confidence back', async () => {
    const recognition = await recognize();
    expect(recognition).to.deep.include({ text: 'Hello there.', engine: 'remote:whisper-1' });
    expect(recognition.confidence).to.be.closeTo(0.5, 1e-9);
    const [request] = server.seen;
    expect(request?.authorization).to.equal(`Bearer ${key}`);
    const fields = await fieldsOf(request as SeenRequest);
    expect(fields.get('file')).to.deep.equal(encodeWav(pcm, { sampleRateHz: 16_000, channels: 1 }));
    expect([fields.get('model'), fields.get('language'), fields.get('response_format')]).to.deep.equal([
      'whisper-1',
      'en',
      'verbose_json',
    ]);
  });

  it('speak: the text as JSON, a WAV file of any rate back', async () => {
    expect(await synthesize()).to.deep.equal({ pcm, sampleRateHz: 22_050, engine: 'remote:tts-1' });
    expect(JSON.parse(server.seen[0]?.body.toString() ?? '')).to.deep.equal({
      model: 'tts-1',
      voice: 'nova',
      input: 'Hola 🎉',
      response_format: 'wav',
    });
  });

  it('speak with the voice that is asked for, which only the server knows', async () => {
    expect(engines.synthesizers[0]?.engine.voices?.('es')).to.equal('any');
    await synthesize({ voice: 'coral' });
    expect(JSON.parse(server.seen[0]?.body.toString() ?? '')).to.include({ voice: 'coral' });
  });

  it('are asked a second time when the connection breaks or the server fails, and no third time', async () => {
    for (const fault of [drop, breakOff, status(500)]) {
      server.next.push(fault);
      expect((await recognize()).text).to.equal('Hello there.');
    }
    expect(server.seen).to.have.length(6);
    server.next.push(drop, drop);
    expect(await rejection(recognize())).to.include({
      code: 'ENGINE_FAILED',
      retryable: true,
      source: 'remote:whisper-1',
    });
    expect(server.seen).to.have.length(8);
  });

  it('are not asked again after a refusal, and what they say stays out of errors', async () => {
    const codes = {
      401: 'ENGINE_UNAVAILABLE',
      403: 'ENGINE_UNAVAILABLE',
      404: 'ENGINE_UNAVAILABLE',
      429: 'ENGINE_BUSY',
      422: 'ENGINE_FAILED',
    };
    for (const [code, expected] of Object.entries(codes)) {
      server.next.push(status(Number(code)));
      const error = await rejection(recognize());
      expect(error.code, code).to.equal(expected);
      expect(JSON.stringify([error, error.message, error.stack, error.cause])).to.not.contain(key);
    }
    expect(server.seen).to.have.length(5);
  });

  it('have an end: the time limit, the deadline and the caller', async () => {
    engines.close();
    begin(50);
    server.next.push(stall);
    expect(await rejection(recognize())).to.include({ code: 'DEADLINE_EXCEEDED' });
    engines.close();
    begin();
    server.next.push(stall, stall);
    expect(await rejection(recognize(50))).to.include({ code: 'DEADLINE_EXCEEDED' });
    const caller = new AbortController();
    const given = recognize(20_000, caller.signal);
    caller.abort();
    expect(await rejection(given)).to.include({ code: 'ABORTED' });
  });

  it('are not believed when they lie', async () => {
    for (const lie of ['{"text":', '[]', 'null', '{"text":7}', '<html>Sign in</html>', '']) {
      server.next.push(say(lie));
      expect(await rejection(recognize()), lie).to.include({ code: 'ENGINE_FAILED' });
    }
    server.next.push(say(Buffer.alloc(2_000_000, 'a')));
    expect(await rejection(recognize())).to.include({ code: 'ENGINE_FAILED' });
    const truncated = spoken.subarray(0, 1000);
    for (const [body, type] of [
      ['{"error":"no"}', 'application/json'],
      ['<html></html>', 'text/html; charset=utf-8'],
      ['not a sound', 'audio/wav'],
      [truncated, 'audio/wav'],
    ] as const) {
      server.next.push(say(body, type));
      expect(await rejection(synthesize()), type).to.include({ code: 'ENGINE_FAILED' });
    }
  });

  it('are not sent elsewhere by a redirect', async () => {
    const redirect = (response: { writeHead: (code: number, headers: object) => { end: () => void } }) => {
      response.writeHead(307, { location: `${server.baseUrl}/elsewhere` }).end();
    };
    server.next.push(redirect as never, redirect as never);
    expect(await rejection(recognize())).to.include({ code: 'ENGINE_FAILED' });
    expect(server.seen.map(({ path }) => path)).to.not.include('/v1/elsewhere');
  });

  it('are not asked about digital silence', async () => {
    const [offer] = engines.recognizers;
    const request = {
      sessionKey: 'a',
      sampleRateHz: 16_000,
      language: 'en',
      signal: new AbortController().signal,
    } as const;
    const silence = { ...request, pcm: Buffer.alloc(32_000), deadlineAtMs: performance.now() + 1000 };
    expect((await offer?.engine.recognize(silence))?.text).to.equal('');
    expect(server.seen).to.have.length(0);
  });

  it('are faults of the catalogue when their address or key cannot be used, without showing it', () => {
    const asr = { url: 'http://user:hidden@127.0.0.1/v1', model: 'm', languages: [] };
    const tts = {
      url: server.baseUrl,
      key: 'sk\nhidden',
      model: 'm',
      languages: [],
      voice: 'v',
      format: 'wav',
    } as const;
    const { faults, recognizers, synthesizers } = remoteEngines({
      asr,
      tts,
      timeoutMs: 1,
      concurrency: 1,
      queueCapacity: 1,
    });
    expect([...recognizers, ...synthesizers]).to.deep.equal([]);
    expect(faults.map(({ stage, error }) => [stage, error.code])).to.deep.equal([
      ['asr', 'ENGINE_UNAVAILABLE'],
      ['tts', 'ENGINE_UNAVAILABLE'],
    ]);
    expect(JSON.stringify(faults.map(({ error }) => error.message))).to.not.contain('hidden');
  });
});
