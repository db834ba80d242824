import { expect } from 'chai';
import { TAG_VIDEO, isSequenceHeader, type FlvTag } from '../../../../src/flv/tag.js';
import { openFile } from '../../../../src/probe/capture/open-file.js';
import { readSlices, type CodedFrame } from '../../../../src/probe/media/slices.js';
import { comparePicture, type PictureReport } from '../../../../src/probe/picture/compare.js';
import { pictureFaults } from '../../../../src/probe/picture/picture-faults.js';
import type { ProbeFault } from '../../../../src/probe/report/fault.js';
import type { ProbeReport } from '../../../../src/probe/report/report.js';
import { faultsOf } from '../../../support/faults.js';
import { FlashingMedia, FRAME_MS, h265 } from '../../../support/flashing.js';

interface Judged {
  picture: PictureReport;
  faults: ProbeFault[];
}

const FRAMES = 200;
const counts = ({ picture }: Pick<ProbeReport, 'picture'>): Partial<PictureReport> => {
  const { identical, lost, repeated, altered, inserted, reordered } = picture ?? ({} as Partial<PictureReport>);
  return { identical, lost, repeated, altered, inserted, reordered } as Partial<PictureReport>;
};
const clean = { identical: FRAMES, lost: 0, repeated: 0, altered: 0, inserted: 0, reordered: 0 };

describe('the comparison of coded pictures', function () {
  this.timeout(60_000);
  let media: FlashingMedia;

  before(async () => {
    media = await FlashingMedia.create();
    await media.make('clean.flv', { seconds: 8 });
  });

  after(() => media?.close());

  const slices = async (name: string): Promise<CodedFrame[]> => {
    const { video } = await openFile(media.path(name));
    return video === undefined ? [] : readSlices(video);
  };
  const comparison = async (name: string, reference: string): Promise<Judged> => {
    const picture = comparePicture(await slices(name), await slices(reference));
    return { picture, faults: pictureFaults(picture) };
  };

  /** Does something to the frames and leaves the decoder's configuration and the sound alone. */
  const afterSpoiling = async (spoil: (frames: FlvTag[]) => FlvTag[], reference = 'clean.flv'): Promise<Judged> => {
    await media.spoil('clean.flv', 'spoilt.flv', (tags) => {
      const isFrame = (tag: FlvTag): boolean => tag.type === TAG_VIDEO && tag.body[1] === 1;
      const head = tags.filter((tag) => tag.type === TAG_VIDEO && isSequenceHeader(tag));
      return [...head, ...spoil(tags.filter(isFrame))];
    });
    return comparison('spoilt.flv', reference);
  };

  it('finds the source identical to itself, in another container and at another time', async () => {
    await media.copy('clean.flv', 'moved.ts', '-output_ts_offset', '1000');
    const report = await media.probe('moved.ts', 'clean.flv');
    expect(counts(report)).to.deep.equal(clean);
    expect(report.picture?.offset?.max).to.be.closeTo(report.picture?.offset?.min ?? 0, 1);
    expect(faultsOf(report)).to.deep.equal([]);
  });

  it('finds a lost frame, and where', async () => {
    const report = await afterSpoiling((frames) => frames.filter((_, index) => index !== 100));
    expect(counts(report)).to.deep.equal({ ...clean, identical: 199, lost: 1 });
    const fault = report.faults.find(({ code }) => code === 'FRAMES_LOST');
    expect(fault?.atMs).to.be.closeTo(102 * FRAME_MS, 2 * FRAME_MS);
    expect(fault?.size).to.deep.equal({ value: 1, unit: 'frames' });
  });

  it('finds a burst of lost frames', async () => {
    const report = await afterSpoiling((frames) => frames.filter((_, index) => index < 60 || index >= 77));
    expect(counts(report)).to.deep.equal({ ...clean, identical: 183, lost: 17 });
    expect(report.picture.events.lost).to.have.length(1);
  });

  it('finds a frame that is repeated', async () => {
    const report = await afterSpoiling((frames) =>
      frames.flatMap((tag, index) => (index === 50 ? [tag, { ...tag, timestampMs: tag.timestampMs + 1 }] : [tag])),
    );
    expect(counts(report)).to.deep.equal({ ...clean, repeated: 1 });
  });

  it('finds a whole group of pictures that is repeated', async () => {
    const report = await afterSpoiling((frames) => [
      ...frames.slice(0, 100),
      ...frames.slice(75).map((tag) => ({ ...tag, timestampMs: tag.timestampMs + 25 * FRAME_MS })),
    ]);
    expect(counts(report)).to.deep.equal({ ...clean, repeated: 25 });
    expect(report.picture.events.repeated).to.have.length(1);
    expect(report.picture.offsetSteps.map(({ sizeMs }) => sizeMs)).to.deep.equal([25 * FRAME_MS]);
    expect(report.faults.map(({ code }) => code)).to.deep.equal(['FRAMES_RETIMED', 'FRAMES_REPEATED']);
  });

  it('finds one changed byte in a slice', async () => {
    const report = await afterSpoiling((frames) => frames.map((tag, index) => (index === 60 ? spoiltSlice(tag) : tag)));
    expect(counts(report)).to.deep.equal({ ...clean, identical: 199, altered: 1 });
    expect(report.faults.find(({ code }) => code === 'FRAMES_ALTERED')?.atMs).to.be.closeTo(2_400, 4 * FRAME_MS);
  });

  it('finds a foreign frame between two', async () => {
    const report = await afterSpoiling((frames) =>
      frames.flatMap((tag, index) => (index === 60 ? [tag, spoiltSlice(tag)] : [tag])),
    );
    expect(counts(report)).to.deep.equal({ ...clean, inserted: 1 });
  });

  it('finds two frames that have changed places', async () => {
    const report = await afterSpoiling((frames) => {
      const [one, two] = [frames[80], frames[81]] as [FlvTag, FlvTag];
      return [...frames.slice(0, 80), two, one, ...frames.slice(82)];
    });
    expect(counts(report)).to.deep.equal({ ...clean, identical: 199, reordered: 1 });
  });

  it('does not miss frames that a cut has taken', async () => {
    const report = await afterSpoiling((frames) =>
      frames.slice(25, -3).filter((_, index) => index !== 1 && index !== 2),
    );
    expect(report.picture).to.include({ lost: 0, altered: 0, lostAtEdges: 2, beforeFirst: 25, afterLast: 3 });
    expect(report.faults.filter(({ code }) => code.startsWith('FRAMES'))).to.deep.equal([]);
  });

  it('finds its place in a reference that loops, over the loop point', async () => {
    const half = FRAMES / 2;
    const report = await afterSpoiling((frames) => [
      ...frames.slice(half).map((tag) => ({ ...tag, timestampMs: tag.timestampMs - half * FRAME_MS })),
      ...frames.slice(0, half).map((tag) => ({ ...tag, timestampMs: tag.timestampMs + half * FRAME_MS })),
      ...frames.slice(half).map((tag) => ({ ...tag, timestampMs: tag.timestampMs + half * FRAME_MS })),
    ]);
    expect(counts(report)).to.deep.equal({ ...clean, identical: FRAMES + half });
    expect(report.picture.loops).to.equal(true);
    expect(report.picture.offsetMs).to.be.closeTo(-half * FRAME_MS, 1);
    expect(report.picture.offsetSteps).to.deep.equal([]);
  });

  it('says that another programme is another', async () => {
    await media.make('other.flv', { seconds: 2, video: ['-vf', 'hflip', '-c:v', 'libx264', '-preset', 'ultrafast'] });
    const { faults } = await comparison('clean.flv', 'other.flv');
    expect(faults.map(({ code }) => code)).to.include('PICTURE_FOREIGN');
  });

  it('knows a picture that stands still, every group of which is the same', async () => {
    const still = ['-vf', 'geq=lum=100:cb=128:cr=128', '-c:v', 'libx264', '-g', '10', '-bf', '0', '-threads', '1'];
    await media.make('still.flv', { seconds: 4, video: still });
    await media.spoil('still.flv', 'still-cut.flv', (tags) =>
      tags.filter(({ type, timestampMs, body }) => type !== TAG_VIDEO || body[1] !== 1 || timestampMs >= 800),
    );
    const report = await comparison('still-cut.flv', 'still.flv');
    expect(report.picture).to.include({
      lost: 0,
      repeated: 0,
      altered: 0,
      inserted: 0,
      identical: report.picture.frames,
    });
  });

  it('does the same for H.265', async () => {
    await media.make('clean265.ts', { seconds: 6, video: h265 });
    await media.copy('clean265.ts', 'clean265.mp4');
    const same = await comparison('clean265.mp4', 'clean265.ts');
    expect(counts(same)).to.deep.equal({ ...clean, identical: 150 });
    await media.copy('clean265.ts', 'spoilt265.ts', '-bsf:v', "noise=amount='if(eq(n,60),40,0)':drop='eq(n,90)'");
    const spoilt = await comparison('spoilt265.ts', 'clean265.ts');
    expect(counts(spoilt)).to.deep.equal({ ...clean, identical: 148, altered: 1, lost: 1 });
  });

  it('gives no verdict without a reference', async () => {
    expect((await media.probe('clean.flv')).picture).to.equal(undefined);
  });
});

/** The last byte of a frame lies in its last slice. */
function spoiltSlice(tag: FlvTag): FlvTag {
  const body = Buffer.from(tag.body);
  body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 0x40;
  return { ...tag, body };
}
