import { expect } from 'chai';
import type { Stages } from '../../../src/worker/stages.js';
import { describeWorker } from '../../../src/worker/status.js';
import type { StreamSpec } from '../../../src/worker/stream-spec.js';

describe('describeWorker', () => {
  it('shows no key of an output, also before the output is open', () => {
    const spec = {
      targetLanguages: [],
      outputs: [{ language: 'es', url: 'rtmp://me:secret@a.example/live2/abcd-1234-efgh-5678-ijkl' }],
    };
    const stages = { ingest: {}, sts: { state: 'connecting', stats: {} }, segmenter: {}, line: {}, programme: {} };
    // Nothing has been released yet: these stages have nothing more to tell.
    const { outputs, release } = describeWorker(
      spec as unknown as StreamSpec,
      'starting',
      stages as unknown as Stages,
      0,
    );
    expect(release).to.equal(undefined);
    expect(outputs).to.have.length(1);
    expect(outputs[0]).to.include({ language: 'es', state: 'connecting' });
    expect(outputs[0]?.url).to.not.contain('secret').and.not.contain('abcd-1234');
  });
});
