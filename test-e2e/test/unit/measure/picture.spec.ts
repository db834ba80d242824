import { expect } from 'chai';
import type { FlvTag } from '../../../src/flv/tag.js';
import { isSequenceHeader } from '../../../src/flv/tag.js';
import { readPackets } from '../../../src/measure/packets.js';
import { comparePicture, type PictureReport } from '../../../src/measure/picture.js';
import { clipAudio, clipManifest, clipVideo, withFlv } from '../../support/clip.js';

async function compareAfter(spoil: (frames: FlvTag[]) => FlvTag[]): Promise<PictureReport> {
  const video = await clipVideo();
  const [headers, frames] = [video.filter(isSequenceHeader), video.filter((tag) => !isSequenceHeader(tag))];
  const reference = await withFlv(video, await clipAudio(), readPackets);
  const recording = await withFlv([...headers, ...spoil(frames)], [], readPackets);
  return comparePicture(recording, reference, clipManifest.durationMs);
}

describe('the comparison of coded pictures', () => {
  it('finds the source identical to itself', async () => {
    const report = await compareAfter((frames) => frames);
    expect(report).to.deep.equal({ frames: 480, identical: 480, lost: 0, repeated: 0, altered: 0, offsetMs: 0 });
  });

  it('finds a lost frame', async () => {
    const report = await compareAfter((frames) => frames.filter((_, index) => index !== 100));
    expect(report).to.include({ frames: 479, identical: 479, lost: 1, repeated: 0, altered: 0 });
  });

  it('finds a burst of lost frames', async () => {
    const report = await compareAfter((frames) => frames.filter((_, index) => index < 200 || index >= 217));
    expect(report).to.include({ lost: 17, altered: 0 });
  });

  it('finds a repeated frame', async () => {
    const report = await compareAfter((frames) =>
      frames.flatMap((tag, index) => (index === 50 ? [tag, { ...tag, timestampMs: tag.timestampMs + 1 }] : [tag])),
    );
    expect(report).to.include({ repeated: 1, lost: 0, altered: 0, identical: 480 });
  });

  it('finds one changed byte in a slice', async () => {
    const report = await compareAfter((frames) =>
      frames.map((tag, index) => (index === 60 ? withChangedByte(tag) : tag)),
    );
    expect(report).to.include({ altered: 1, lost: 0, identical: 479 });
  });

  it('finds its place in the loop, over the loop point', async () => {
    const half = 240;
    const report = await compareAfter((frames) => [
      ...frames.slice(half).map((tag) => ({ ...tag, timestampMs: tag.timestampMs - 8_000 })),
      ...frames.slice(0, half).map((tag) => ({ ...tag, timestampMs: tag.timestampMs + 8_000 })),
    ]);
    expect(report).to.include({ frames: 480, identical: 480, lost: 0, altered: 0, offsetMs: 8_000 });
  });

  it('says that another programme is another', () => {
    const packet = { kind: 'video' as const, ptsMs: 0, dtsMs: 0, durationMs: 33, bytes: 1, hash: 'a' };
    expect(comparePicture([packet], [{ ...packet, hash: 'b' }], 1_000)).to.include({
      identical: 0,
      altered: 1,
      offsetMs: undefined,
    });
  });
});

/** The last byte of a frame lies in its last slice. */
function withChangedByte(tag: FlvTag): FlvTag {
  const body = Buffer.from(tag.body);
  body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 0x40;
  return { ...tag, body };
}
