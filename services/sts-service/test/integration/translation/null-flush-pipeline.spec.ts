import { expect } from 'chai';
import { NullFlushPipeline } from '../../../src/translation/builtin/null-flush-pipeline.js';
import { rejection } from '../../support/rejection.js';

const never = new AbortController().signal;

describe('NullFlushPipeline', () => {
  let pipeline: NullFlushPipeline;
  afterEach(() => pipeline.close());

  it('answers one text after another from the same process', async () => {
    pipeline = new NullFlushPipeline('cat', 'echo');
    expect(await pipeline.ask('one', never)).to.equal('one');
    const { pid } = pipeline;
    expect(await pipeline.ask('two, with ñ', never)).to.equal('two, with ñ');
    expect(pipeline.pid).to.equal(pid);
    expect(pipeline.restarts).to.equal(0);
  });

  it('fails with the last words of a pipeline that dies, and starts it again for the next text', async () => {
    pipeline = new NullFlushPipeline('echo no dictionary >&2; exit 3', 'echo');
    const error = await rejection(pipeline.ask('one', never));
    expect(error).to.include({ code: 'ENGINE_CRASHED', source: 'echo', retryable: true });
    expect(error.message).to.contain('code 3').and.contain('no dictionary');
    await rejection(pipeline.ask('two', never));
    expect(pipeline.restarts).to.equal(1);
  });

  it('gives up an answer that is not wanted any more, and never takes it for the next one', async () => {
    pipeline = new NullFlushPipeline('cat', 'echo');
    const caller = new AbortController();
    const asked = pipeline.ask('late', caller.signal);
    caller.abort();
    expect(await rejection(asked)).to.include({ code: 'ABORTED' });
    expect(await pipeline.ask('next', never)).to.equal('next');
    expect(pipeline.restarts).to.equal(1);
  });

  it('is closed more than once without harm, and takes nothing then', async () => {
    pipeline = new NullFlushPipeline('cat', 'echo');
    await pipeline.ask('one', never);
    await pipeline.close();
    await pipeline.close();
    expect(await rejection(pipeline.ask('two', never))).to.include({ code: 'SHUTTING_DOWN' });
  });
});
