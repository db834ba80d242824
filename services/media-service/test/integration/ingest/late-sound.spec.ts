import { Deferred } from '@dubbing/common';
import { expect } from 'chai';

import { Pipeline, type PacketHandler } from '../../../src/gst/pipeline.js';
import { audioSinkName, VIDEO_SINKS } from '../../../src/ingest/launch.js';
import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';

/** A machine on which sound is decoded long after the picture: the sound is taken only when the picture is stuck or over. */
describe('sound that is decoded late', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 14);
  const short = new Fixtures(temporaryFolder(), 5);
  const original = Object.getOwnPropertyDescriptor(Pipeline.prototype, 'pull')?.value as Pipeline['pull'];
  let pictures = 0;

  /** @param until how many pictures are taken before the first sound; the end of the picture counts too. */
  function delaySound(until: number): void {
    const pictureDone = new Deferred<void>();
    pictures = 0;
    Pipeline.prototype.pull = async function (this: Pipeline, sink: string, take: PacketHandler, restMs: number) {
      if (sink === audioSinkName(1)) await pictureDone.promise;
      const counted: PacketHandler = (packets) => {
        if (sink === VIDEO_SINKS.h264) pictures += packets.length;
        if (pictures >= until) pictureDone.resolve();
        return take(packets);
      };
      await original.call(this, sink, counted, restMs);
      if (sink === VIDEO_SINKS.h264) pictureDone.resolve();
    };
  }

  afterEach(() => {
    Pipeline.prototype.pull = original;
  });

  it('is waited for when the whole picture came first', async () => {
    const source = await short.both('short.mp4', 'mp4mux');
    delaySound(Number.POSITIVE_INFINITY);
    const chain = runChain(source);
    expect((await chain.done).error).to.equal(undefined);
    expect(chain.video).to.have.length(150);
    expect(chain.audio.length).to.be.above(45);
    expect(chain.audio[0]?.ptsNs).to.equal(chain.video[0]?.dtsNs);
  });

  it('holds a picture that is taken as fast as it comes', async () => {
    const source = await fixtures.both('long.mp4', 'mp4mux');
    // Stream head and 302 pictures are more than ten seconds.
    delaySound(305);
    const chain = runChain(source);
    expect((await chain.done).error).to.equal(undefined);
    expect(chain.video).to.have.length(14 * 30);
  });

  it('is not waited for when there is none', async () => {
    const source = await fixtures.videoOnly('mute.mp4');
    const { error } = await runChain(source).done;
    expect(error?.code).to.equal('INPUT_NO_AUDIO');
  });
});
