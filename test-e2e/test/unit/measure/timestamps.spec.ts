import { expect } from 'chai';
import { checkTimestamps } from '../../../src/measure/timestamps.js';
import { clipAudio, clipVideo, withFlv } from '../../support/clip.js';

describe('the check of decode times', () => {
  it('finds nothing wrong with the clip', async () => {
    await withFlv(await clipVideo(), await clipAudio(), async (file) => {
      expect(await checkTimestamps(file, 'video')).to.include({ packets: 480, backward: 0 });
      const audio = await checkTimestamps(file, 'audio');
      expect(audio.backward).to.equal(0);
      expect(audio.largestGapMs).to.be.below(2);
      expect(audio.durationMs).to.be.closeTo(16_000, 22);
    });
  });

  it('finds a time that runs backward', async () => {
    const video = (await clipVideo()).map((tag, index) =>
      index === 200 ? { ...tag, timestampMs: tag.timestampMs - 80 } : tag,
    );
    await withFlvInOrder(video, async (file) => {
      expect((await checkTimestamps(file, 'video')).backward).to.equal(1);
    });
  });

  it('finds a gap and its size', async () => {
    const audio = (await clipAudio()).filter(({ timestampMs }) => timestampMs < 6_000 || timestampMs >= 6_640);
    await withFlv(await clipVideo(), audio, async (file) => {
      expect((await checkTimestamps(file, 'audio')).largestGapMs).to.be.closeTo(640, 23);
    });
  });
});

/** Interleaving would sort the planted fault away. */
async function withFlvInOrder(
  video: Awaited<ReturnType<typeof clipVideo>>,
  use: (file: string) => Promise<void>,
): Promise<void> {
  const { writeFlv } = await import('../../../src/flv/write.js');
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/dubbing-clip-');
  try {
    await writeFile(`${folder}/clip.flv`, writeFlv(video));
    await use(`${folder}/clip.flv`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
