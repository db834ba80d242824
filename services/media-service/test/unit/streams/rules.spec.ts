import { create, CreateStream } from '@dubbing/contracts';
import { expect } from 'chai';
import { readPublishPath } from '../../../src/streams/publish-path.js';
import { RestartPolicy } from '../../../src/streams/restart-policy.js';
import { isLiveInput } from '../../../src/streams/spec-builder.js';
import { isOver, nextState } from '../../../src/streams/state.js';
import { specBuilderWith } from '../../support/specs.js';

describe('readPublishPath', () => {
  it('knows sources, in full and for short', () => {
    expect(readPublishPath('live/news')).to.deep.equal({ kind: 'source', id: 'news', path: 'live/news' });
    expect(readPublishPath('/live/news-2/in')).to.deep.equal({ kind: 'source', id: 'news-2', path: 'live/news-2/in' });
  });

  it('tells what the service publishes itself from what it does not know', () => {
    for (const path of ['live/news/out', 'live/news/out/pt-BR'])
      expect(readPublishPath(path).kind).to.equal('processed');
    for (const path of [
      '',
      'live',
      'other/news',
      'live/News',
      'live/a/b/c',
      'live/news/in/x',
      'live/news_es',
      'live/news/outer',
    ]) {
      expect(readPublishPath(path).kind, path).to.equal('unknown');
    }
  });
});

describe('RestartPolicy', () => {
  it('waits longer after each crash, up to a limit, and forgets after a quiet window', () => {
    const policy = new RestartPolicy({ maxCrashes: 3, windowMs: 60_000, initialMs: 100, maxMs: 400 });
    const delays = [0, 1, 2, 3, 4].map((second) => policy.crashed(second * 1000).delayMs);
    for (const delayMs of delays) expect(delayMs).to.be.within(50, 400);
    expect(delays.at(-1)).to.be.at.least(200);
    expect(policy.degraded(4000)).to.equal(true);
    expect(policy.degraded(100_000)).to.equal(false);
    expect(policy.crashed(100_000)).to.satisfy(
      (next: { delayMs: number; degraded: boolean }) => next.delayMs <= 100 && !next.degraded,
    );
  });
});

describe('nextState', () => {
  it('never leaves an end', () => {
    for (const state of ['ended', 'failed'] as const) {
      for (const event of ['worker-live', 'end-requested', 'failed', 'ended'] as const)
        expect(nextState(state, event)).to.equal(state);
      expect(isOver(state)).to.equal(true);
    }
  });

  it('lets nothing but its end follow a request to end', () => {
    expect(nextState('ending', 'worker-live')).to.equal('ending');
    expect(nextState('ending', 'ended')).to.equal('ended');
  });
});

describe('SpecBuilder', () => {
  const specs = specBuilderWith({ rtmpPort: 1936, flvPort: 8001 });
  const request = (fields: Partial<CreateStream>) =>
    create(CreateStream, {
      id: 'a',
      input: 'rtmp://host/live/a',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      ...fields,
    });

  it('hands on what speech-to-speech is asked for', () => {
    const wishes = {
      engines: { tts: 'kokoro-82m' },
      glossary: [{ term: 'Camp Nou' }],
      voices: [{ language: 'es', voice: 'ef_dora' }],
    };
    expect(JSON.parse(JSON.stringify(specs.fromRequest(request(wishes))))).to.deep.include(wishes);
    expect(specs.fromRequest(request({}))).to.not.have.any.keys('engines', 'glossary', 'voices');
  });

  it('pulls what is published from the embedded server and gives each language back to it', () => {
    const spec = specs.fromPublish('news', 'live/news');
    expect(spec.input).to.equal('http://127.0.0.1:8001/live/news.flv?user=media-service&pass=service-password');
    expect(spec.outputs).to.deep.equal([
      { language: 'es', url: 'rtmp://127.0.0.1:1936/live/news/out/es?user=media-service&pass=service-password' },
      { language: 'ca', url: 'rtmp://127.0.0.1:1936/live/news/out/ca?user=media-service&pass=service-password' },
    ]);
    expect(spec.hls?.directory).to.equal('/tmp/hls/news');
  });

  it('uses the paths of MediaMTX beside it, and templates where they are given', () => {
    const mediamtx = specBuilderWith({
      mediaServer: 'mediamtx',
      outputUrlTemplate: 'srt://h:9000?streamid={id}-{lang}:{user}:{password}',
    });
    const spec = mediamtx.fromPublish('news', 'live/news/in');
    expect(spec.input).to.equal(
      'srt://127.0.0.1:8890?streamid=read:live/news/in:media-service:service-password&latency=500',
    );
    expect(spec.outputs[0]?.url).to.equal('srt://h:9000?streamid=news-es:media-service:service-password');
  });

  it('takes what a request says and the configuration for the rest', () => {
    const spec = specs.fromRequest(
      request({ mode: 'interpreter', delayMs: 3000, outputs: [{ language: 'original', url: 'rtmp://o/live/a' }] }),
    );
    expect(spec).to.include({ mode: 'interpreter', delayMs: 3000, bed: 'duck', live: true });
    expect(spec.outputs).to.deep.equal([{ language: 'original', url: 'rtmp://o/live/a' }]);
  });

  it('lets recordings be written below their folder only', () => {
    const outputs = [{ language: 'es', url: 'file:///etc/a.ts' }];
    for (const recordDir of [undefined, '/tmp']) {
      expect(() => specBuilderWith({ recordDir }).fromRequest(request({ outputs })))
        .to.throw()
        .with.property('field', 'outputs.0.url');
    }
  });

  it('names the field of what cannot be', () => {
    expect(() => specs.fromRequest(request({ targetLanguages: ['en'] })))
      .to.throw()
      .with.property('field', 'targetLanguages');
    const outputs = [{ language: 'de', url: 'rtmp://o/live/a' }];
    expect(() => specs.fromRequest(request({ outputs })))
      .to.throw()
      .with.property('field', 'outputs.0.language');
  });

  it('tells live inputs from files', () => {
    for (const url of ['rtmp://h/a', 'srt://h:1', 'rtsp://h/a', 'https://h/live.m3u8', 'http://h/a.flv'])
      expect(isLiveInput(url), url).to.equal(true);
    for (const url of ['file:///a.mp4', 'https://h/a.mp4']) expect(isLiveInput(url), url).to.equal(false);
  });
});
