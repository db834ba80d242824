import { expect } from 'chai';

import { pulledSink, type Pipeline } from '../../../src/gst/pipeline.js';
import { PipelineStock } from '../../../src/gst/pipeline-stock.js';

const launch = (buffers: number): string =>
  `audiotestsrc num-buffers=${buffers} samplesperbuffer=100 ! gdppay ! ${pulledSink('out')}`;

describe('PipelineStock', () => {
  it('gives out the pipeline that came back, and it runs again from its start', async () => {
    const stock = new PipelineStock();
    const pipelines = new Set<Pipeline>();
    for (let run = 0; run < 3; run += 1) {
      const pipeline = await stock.take(launch(7));
      pipelines.add(pipeline);
      let buffers = 0;
      pipeline.play();
      await pipeline.pull(
        'out',
        (packets) => void (buffers += packets.filter(({ kind }) => kind === 'buffer').length),
        0,
      );
      expect(buffers).to.equal(7);
      stock.giveBack(launch(7), pipeline);
    }
    expect(pipelines.size).to.equal(1);
  });

  it('does not give out what still runs, or what is of another kind', async () => {
    const stock = new PipelineStock();
    const one = stock.takeNow(launch(7));
    expect(stock.takeNow(launch(7))).to.not.equal(one);
    one.play();
    stock.giveBack(launch(7), one);
    expect(stock.takeNow(launch(7)), 'not at rest yet').to.not.equal(one);
    expect(await stock.take(launch(8))).to.not.equal(one);
    expect(await stock.take(launch(7))).to.equal(one);
  });
});
