import { expect } from 'chai';
import { Deferred, decodeWav, encodeWav } from '@dubbing/common';
import { ONE_SHOT_PATH, OneShotResponse, parse } from '@dubbing/contracts';
import request from 'supertest';
import type { App } from '../../../src/app.js';
import { stsError } from '../../../src/errors.js';
import { ScriptedRecognizer, ScriptedSynthesizer } from '../../../src/pipeline/testing/fakes.js';
import { fromMono } from '../../../src/pipeline/audio-thread/samples.js';
import { exportedMetrics, ofTheProcess, writtenMetrics } from '../../support/metrics-page.js';
import { scripted, startService } from '../../support/service.js';
import { tone } from '../../support/tone.js';

const pcm = fromMono(tone(300, 800, 16_000), 1);
const wav = encodeWav(pcm, { sampleRateHz: 16_000, channels: 1 });
/** supertest types bodies as `any`. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const answerTo = async (sent: request.Test): Promise<Answer> => {
  const response: Answer = await sent;
  return response;
};
const query = { sourceLanguage: 'en', targetLanguages: 'es,ca' };

describe('the HTTP API', () => {
  let app: App;

  const post = (body: Buffer, type = 'audio/wav', changes = {}): request.Test =>
    request(app.url)
      .post(ONE_SHOT_PATH)
      .query({ ...query, ...changes })
      .set('content-type', type)
      .send(body);

  afterEach(() => app.close());

  it('dubs a clip in one request', async () => {
    app = await startService({ catalogue: scripted({ synthesizer: new ScriptedSynthesizer(() => 1000) }) });
    const response = await post(wav);
    expect(response.status).to.equal(200);
    const answer = parse(OneShotResponse, response.body);
    expect(answer.transcript?.text).to.equal('hello world');
    expect(answer.dubs.map(({ language, status, text }) => [language, status, text])).to.deep.equal([
      ['es', 'spoken', 'es: hello world'],
      ['ca', 'spoken', 'ca: hello world'],
    ]);
    const [dub] = answer.dubs;
    const { pcm: spoken, format } = decodeWav(Buffer.from(dub?.audioWavBase64 ?? '', 'base64'));
    expect(format).to.deep.equal({ sampleRateHz: 48_000, channels: 1 });
    // The clip lasts 800 ms, so a dub of 1000 ms is spoken 1.25 times faster.
    expect(dub?.durationMs).to.be.closeTo(800, 1);
    expect(dub?.speedFactor).to.be.closeTo(1.25, 0.03);
    expect(spoken.length).to.equal(Math.round((dub?.durationMs ?? 0) * 48) * 2);
  });

  it('fits to the slot that is asked for', async () => {
    app = await startService({ catalogue: scripted({ synthesizer: new ScriptedSynthesizer(() => 1000) }) });
    const { body } = await answerTo(post(wav, 'audio/wav', { slotMs: '5000' }));
    expect((body as OneShotResponse).dubs[0]?.speedFactor).to.equal(1);
  });

  it('takes raw samples in both byte orders', async () => {
    const recognizer = new ScriptedRecognizer();
    app = await startService({ catalogue: scripted({ recognizer }) });
    const big = Buffer.from(pcm).swap16();
    const bodies: [Buffer, string][] = [
      [pcm, 'audio/L16;rate=16000;channels=1'],
      [big, 'audio/L16; rate=16000'],
      [pcm, 'audio/l16;rate=16000;endianness=little-endian'],
      [big, 'audio/L16;rate="16000";endianness=big-endian'],
    ];
    for (const [body, type] of bodies) {
      expect((await post(body, type)).status, type).to.equal(200);
      expect(recognizer.requests.at(-1)?.pcm.equals(pcm), type).to.equal(true);
    }
  });

  it('names what is wrong with a request', async () => {
    app = await startService({ config: { oneShotMaxBytes: 100_000, oneShotMaxMs: 2000 } });
    const long = encodeWav(Buffer.alloc(80_000), { sampleRateHz: 16_000, channels: 1 });
    const wrong: [request.Test, number, string, string | undefined][] = [
      [post(wav, 'audio/wav', { sourceLanguage: '' }), 400, 'CONTRACT_INVALID', 'sourceLanguage'],
      [post(wav, 'audio/wav', { sourceLanguage: 'fr' }), 422, 'LANGUAGE_UNSUPPORTED', 'sourceLanguage'],
      [post(wav, 'audio/wav', { targetLanguages: 'es,xx' }), 422, 'LANGUAGE_UNSUPPORTED', 'targetLanguages.1'],
      [post(wav, 'audio/wav', { slotMs: 'long' }), 400, 'CONTRACT_INVALID', 'slotMs'],
      [post(wav, 'audio/mpeg'), 415, 'AUDIO_FORMAT_UNSUPPORTED', 'content-type'],
      [post(pcm, 'audio/L16'), 415, 'AUDIO_FORMAT_UNSUPPORTED', 'content-type'],
      [post(pcm, 'audio/L16;rate=7'), 415, 'AUDIO_FORMAT_UNSUPPORTED', 'content-type'],
      [post(pcm, 'audio/L16;rate=16000;endianness=middle'), 415, 'AUDIO_FORMAT_UNSUPPORTED', 'content-type'],
      [post(wav.subarray(0, 2000)), 400, 'WAV_INVALID', 'data'],
      [post(Buffer.from('not a wav file')), 400, 'WAV_INVALID', 'header'],
      [post(pcm.subarray(1), 'audio/L16;rate=16000'), 400, 'REQUEST_INVALID', 'body'],
      [post(Buffer.alloc(0), 'audio/L16;rate=16000'), 400, 'REQUEST_INVALID', 'body'],
      [post(Buffer.alloc(100_001)), 413, 'BODY_TOO_LARGE', 'body'],
      [post(long), 413, 'FRAGMENT_TOO_LARGE', 'body'],
      [post(wav).set('content-encoding', 'rot13'), 415, 'AUDIO_FORMAT_UNSUPPORTED', 'content-encoding'],
      [request(app.url).get(ONE_SHOT_PATH), 405, 'METHOD_NOT_ALLOWED', undefined],
      [request(app.url).delete('/metrics'), 405, 'METHOD_NOT_ALLOWED', undefined],
      [request(app.url).get('/nothing/here'), 404, 'NOT_FOUND', undefined],
    ];
    for (const [sent, status, code, field] of wrong) {
      const { body, status: actual } = await answerTo(sent);
      const { error } = body as { error: Record<string, unknown> };
      expect({ status: actual, code: error['code'], field: error['field'] }).to.deep.equal({ status, code, field });
      expect(error).to.include.keys('message', 'retryable');
    }
  });

  it('answers a failed recognition with its error', async () => {
    const recognizer = new ScriptedRecognizer(() => {
      throw stsError('ENGINE_CRASHED', 'the engine crashed');
    });
    app = await startService({ catalogue: scripted({ recognizer }) });
    const { status, body } = await answerTo(post(wav));
    expect(status).to.equal(503);
    expect((body as { error: object }).error).to.deep.include({ code: 'ENGINE_CRASHED', retryable: true });
  });

  it('gives up after its time, and answers more requests than it has places for with a refusal', async () => {
    const started = new Deferred<void>();
    const recognizer = new ScriptedRecognizer(() => {
      started.resolve();
      return new Promise<string>(() => {});
    });
    const config = { oneShotTimeoutMs: 4000, oneShotMaxConcurrent: 1 };
    app = await startService({ catalogue: scripted({ recognizer }), config });
    const first = post(wav).then((response) => response.status);
    await started.promise;
    const second = await post(wav);
    expect(second.status).to.equal(503);
    expect((second.body as { error: object }).error).to.deep.include({ code: 'ENGINE_BUSY' });
    expect(await first).to.equal(504);
  });

  it('stops the work of a client that has gone', async () => {
    const started = new Deferred<AbortSignal>();
    const recognizer = new ScriptedRecognizer(({ signal }) => {
      started.resolve(signal);
      return new Promise<string>(() => {});
    });
    app = await startService({ catalogue: scripted({ recognizer }) });
    const sent = post(wav);
    sent.catch(() => {});
    const signal = await started.promise;
    const aborted = new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    sent.abort();
    await aborted;
    expect(signal.reason).to.deep.include({ code: 'CANCELLED' });
  });

  it('answers a silent clip with empty dubs', async () => {
    app = await startService({ catalogue: scripted({ recognizer: new ScriptedRecognizer(() => '') }) });
    const { status, body } = await answerTo(post(wav));
    expect(status).to.equal(200);
    expect(body).not.to.have.property('transcript');
    expect((body as OneShotResponse).dubs.map((dub) => dub.status)).to.deep.equal(['empty', 'empty']);
  });

  it('tells health and metrics', async () => {
    app = await startService();
    expect((await request(app.url).get('/health/live')).body).to.deep.equal({ status: 'live' });
    const ready = await request(app.url).get('/health/ready');
    expect(ready.status).to.equal(200);
    expect(ready.body).to.deep.equal({
      status: 'ready',
      engines: [
        { stage: 'asr', name: 'scripted-asr', family: 'builtin' },
        { stage: 'translation', name: 'scripted-translation', family: 'builtin' },
        { stage: 'tts', name: 'scripted-tts', family: 'builtin' },
      ],
    });
    await post(wav);
    await post(wav, 'text/plain');
    const { text, headers } = await request(app.url).get('/metrics');
    expect(headers['content-type']).to.contain('text/plain');
    expect(text).to.contain('sts_dubs_total{language="es",status="spoken"} 1');
    expect(text).to.contain('sts_refusals_total{code="AUDIO_FORMAT_UNSUPPORTED"} 1');
    expect(text).to.contain('sts_stage_duration_seconds_count{stage="fit",outcome="ok"} 2');
    expect(text).to.contain('sts_sessions 0');
    expect(text).to.contain('process_cpu_user_seconds_total');
  });

  it('exports the metrics of docs/metrics.md: names, types, labels and what they mean', async () => {
    app = await startService();
    await post(wav);
    await post(wav, 'text/plain');
    const written = writtenMetrics();
    const exported = exportedMetrics((await request(app.url).get('/metrics')).text);
    const named = new Set(written.map(({ name }) => name));
    for (const metric of exported.filter(({ name }) => named.has(name))) {
      const row = written.find(({ name }) => name === metric.name);
      expect({ ...row, ...metric }, metric.name).to.deep.equal(row);
    }
    const own = (metric: { name: string }): boolean => !ofTheProcess({ type: '', labels: [], help: '', ...metric });
    expect(exported.filter(own).map(({ name }) => name)).to.have.members(written.filter(own).map(({ name }) => name));
    expect(exported.map(({ name }) => name)).to.include.members([...named]);
  });
});
