import { expect } from 'chai';
import { stsError } from '../../../src/errors.js';
import { reportHealth, type HealthFacts, type HealthReport } from '../../../src/health/health.js';
import type { EngineCatalogue, EngineFault } from '../../../src/pipeline/catalogue.js';
import { scripted } from '../../support/service.js';

const about = { service: 'sts-service', version: '1.2.3' };
const sessions = { open: 2, limit: 32, fragmentsInFlight: 3 };
const report = (catalogue: EngineCatalogue, blocker?: HealthFacts['blocker']): HealthReport =>
  reportHealth(about, { catalogue, blocker, sessions });
const fault = (stage: EngineFault['stage'], message: string): EngineFault => ({
  ...(stage !== undefined && { stage }),
  family: 'onnx',
  engine: 'a-model',
  error: stsError('MODEL_UNAVAILABLE', message),
});

describe('reportHealth', () => {
  it('tells each stage with its engines, and the sessions', () => {
    const catalogue = scripted();
    const [recognizer] = catalogue.recognizers;
    const recognizers = [{ ...recognizer!, provider: 'cuda' as const }, recognizer!];
    expect(report({ ...catalogue, recognizers })).to.deep.equal({
      status: 'ok',
      ...about,
      parts: {
        asr: { status: 'ok', engines: 'scripted-asr (cuda), scripted-asr' },
        translation: { status: 'ok', engines: 'scripted-translation' },
        tts: { status: 'ok', engines: 'scripted-tts' },
        models: { status: 'ok', loaded: 0 },
        sessions: { status: 'ok', ...sessions },
      },
    });
  });

  it('is degraded by an engine that is missing beside others, and by a folder that holds no model', () => {
    const faults = [fault('tts', 'kokoro cannot be read'), fault(undefined, 'x is no model')];
    const { status, parts } = report({ ...scripted(), faults });
    expect(status).to.equal('degraded');
    expect(parts['tts']).to.deep.equal({
      status: 'degraded',
      problem: 'kokoro cannot be read',
      engines: 'scripted-tts',
    });
    expect(parts['asr']?.status).to.equal('ok');
    expect(parts['models']).to.deep.equal({ status: 'degraded', problem: 'x is no model', loaded: 0 });
  });

  it('counts models, since a folder that was not mounted is no fault', () => {
    const catalogue = scripted();
    const recognizers = [{ ...catalogue.recognizers[0]!, family: 'onnx' as const }, ...catalogue.recognizers];
    expect(report({ ...catalogue, recognizers }).parts['models']).to.deep.equal({ status: 'ok', loaded: 1 });
  });

  it('is degraded by a model that computes on the CPU although a GPU was asked for', () => {
    const catalogue = scripted();
    const offer = { ...catalogue.recognizers[0]!, provider: 'cpu' as const, fallbackReason: 'no CUDA device' };
    const { status, parts } = report({ ...catalogue, recognizers: [offer] });
    expect(status).to.equal('degraded');
    expect(parts['asr']).to.deep.equal({
      status: 'degraded',
      problem: 'scripted-asr computes on the CPU instead of CUDA: no CUDA device',
      engines: 'scripted-asr (cpu)',
    });
  });

  it('is unavailable without an engine for a stage, which names the reason', () => {
    const gone = fault('tts', 'espeak-ng is not installed');
    const { status, parts } = report({ ...scripted(), synthesizers: [], faults: [gone] }, gone.error);
    expect(status).to.equal('unavailable');
    expect(parts['tts']).to.deep.equal({ status: 'down', problem: 'espeak-ng is not installed' });
    expect(parts['asr']?.status).to.equal('ok');
  });

  it('is unavailable while engines load, in every stage', () => {
    const nothing = { recognizers: [], translators: [], synthesizers: [], faults: [] };
    const { status, parts } = report(nothing, stsError('ENGINE_LOADING', 'the engines are being loaded'));
    expect(status).to.equal('unavailable');
    for (const stage of ['asr', 'translation', 'tts']) {
      expect(parts[stage]).to.deep.equal({ status: 'down', problem: 'the engines are being loaded' });
    }
  });

  it('is unavailable where an engine is chosen that is not there, which stands with its stage alone', () => {
    const blocker = stsError('ENGINE_UNKNOWN', 'there is no festival', { field: 'engines.tts' });
    const { status, parts } = report(scripted(), blocker);
    expect(status).to.equal('unavailable');
    expect(parts['tts']).to.deep.equal({ status: 'down', problem: 'there is no festival', engines: 'scripted-tts' });
    expect(parts['asr']?.status).to.equal('ok');
  });

  it('says that it drains, whatever else there is to say', () => {
    const { status, parts } = report(
      { ...scripted(), faults: [fault('tts', 'broken')] },
      stsError('SHUTTING_DOWN', 'the service is shutting down'),
    );
    expect(status).to.equal('draining');
    expect(parts['asr']?.status).to.equal('ok');
    expect(parts['tts']?.status).to.equal('degraded');
  });
});
