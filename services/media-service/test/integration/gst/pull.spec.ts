import { expect } from 'chai';

import type { GdpPacket } from '../../../src/gst/gdp-packet.js';
import { Pipeline, pulledBranch, pulledSink } from '../../../src/gst/pipeline.js';

describe('what is pulled from pipelines', () => {
  const source = (buffers: number, bytes: number): string =>
    `audiotestsrc num-buffers=${buffers} samplesperbuffer=${bytes / 2} ! audio/x-raw,format=S16LE,channels=1`;

  for (const restMs of [0, 40]) {
    it(`comes whole and in order, more than the pipe holds (rest ${restMs} ms)`, async () => {
      const pipeline = new Pipeline(`${source(40, 100_000)} ! gdppay ! ${pulledSink('out')}`);
      pipeline.play();
      const sizes: number[] = [];
      const pulled = pipeline.pull(
        'out',
        (packets) => void sizes.push(...packets.filter(isBuffer).map(({ payload }) => payload.length)),
        restMs,
      );
      expect((await pipeline.ended).kind).to.equal('eos');
      await pulled;
      pipeline.stop();
      expect(sizes).to.deep.equal(Array.from({ length: 40 }, () => 100_000));
    });
  }

  it('ends branch by branch, though another one never does', async () => {
    const pipeline = new Pipeline(
      `${source(3, 10)} ! gdppay ! ${pulledBranch('short')}  appsrc name=never ! gdppay ! ${pulledBranch('idle')}`,
    );
    pipeline.play();
    let buffers = 0;
    let idle = true;
    const never = pipeline.pull('idle', () => undefined, 0).then(() => (idle = false));
    await pipeline.pull('short', (packets) => void (buffers += packets.filter(isBuffer).length), 0);
    expect({ buffers, idle }).to.deep.equal({ buffers: 3, idle: true });
    pipeline.stop();
    await never;
  });

  it('can run again at once after an end and after an error', async () => {
    for (const launch of [
      `${source(3, 10)} ! gdppay ! ${pulledSink('out')}`,
      `filesrc location=/nothing/here ! ${pulledSink('out')}`,
    ]) {
      const pipeline = new Pipeline(launch);
      const ends: string[] = [];
      for (let run = 0; run < 30; run += 1) {
        pipeline.play();
        ends.push((await pipeline.ended).kind);
        expect(await pipeline.rest(), launch).to.equal(true);
      }
      expect(new Set(ends)).to.have.property('size', 1);
      expect(ends).to.have.length(30);
    }
  });

  it('is held back by who takes it, and let go by a stop', async () => {
    const pipeline = new Pipeline(`${source(40, 100_000)} ! gdppay ! ${pulledSink('out')}`);
    pipeline.play();
    let calls = 0;
    let held = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (held = resolve));
    const pulled = pipeline.pull(
      'out',
      () => {
        calls += 1;
        held();
        return new Promise(() => undefined);
      },
      0,
    );
    await isHeld;
    pipeline.stop();
    await pulled;
    expect(calls).to.equal(1);
  });

  it('fails with what its taker throws', async () => {
    const pipeline = new Pipeline(`${source(1, 100)} ! gdppay ! ${pulledSink('out')}`);
    pipeline.play();
    const fault = new Error('not taken');
    const pulled = pipeline.pull(
      'out',
      () => {
        throw fault;
      },
      0,
    );
    expect(await pulled.catch((error: unknown) => error)).to.equal(fault);
    pipeline.stop();
  });
});

function isBuffer(packet: GdpPacket): packet is Extract<GdpPacket, { kind: 'buffer' }> {
  return packet.kind === 'buffer';
}
