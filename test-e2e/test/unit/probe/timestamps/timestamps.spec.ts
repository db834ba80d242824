import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { TAG_AUDIO, TAG_VIDEO, isSequenceHeader, type FlvTag } from '../../../../src/flv/tag.js';
import { faultsOf } from '../../../support/faults.js';
import { FlashingMedia } from '../../../support/flashing.js';

describe('the check of timestamps', function () {
  this.timeout(60_000);
  let media: FlashingMedia;

  before(async () => {
    media = await FlashingMedia.create();
    await media.make('clean.flv', { seconds: 8 });
  });

  after(() => media?.close());

  const spoilAndProbe = async (spoil: (tags: FlvTag[]) => FlvTag[]) => {
    await media.spoil('clean.flv', 'spoilt.flv', spoil);
    return media.timestamps('spoilt.flv');
  };
  const moved = (kind: number, isIn: (timeMs: number) => boolean, byMs: number) => (tags: FlvTag[]) =>
    tags.map((tag) =>
      tag.type === kind && !isSequenceHeader(tag) && isIn(tag.timestampMs)
        ? { ...tag, timestampMs: tag.timestampMs + byMs }
        : tag,
    );

  it('finds nothing wrong with the clean file, and tells its distances', async () => {
    const report = await media.timestamps('clean.flv');
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.timestamps.video).to.include({ packets: 200 });
    expect(report.timestamps.video?.distance).to.deep.include({ unit: 'ms', count: 199, p50: 40, p99: 40 });
    expect(report.timestamps.audio?.distance?.max).to.be.below(23);
  });

  it('finds a decode time that runs back, where and by how much', async () => {
    const { faults } = await spoilAndProbe(moved(TAG_VIDEO, (timeMs) => timeMs === 4_000, -120));
    const backward = faults.filter(({ code }) => code === 'DTS_BACKWARD');
    expect(backward).to.have.length(1);
    expect(backward[0]?.sizeMs).to.be.closeTo(80, 1);
    expect(backward[0]?.atMs).to.be.closeTo(3_880, 1);
  });

  it('knows the sound that a server gives who joins it before the first key frame', async () => {
    const isLate = ({ type, timestampMs }: FlvTag): boolean => timestampMs < (type === TAG_VIDEO ? 1_500 : 700);
    await media.spoil('clean.flv', 'joined.flv', (tags) => tags.filter((tag) => isSequenceHeader(tag) || !isLate(tag)));
    expect(faultsOf(await media.timestamps('joined.flv', undefined, true))).to.deep.equal([]);
    await media.spoil(
      'clean.flv',
      'late.flv',
      moved(TAG_VIDEO, () => true, 2_300),
    );
    const { faults } = await media.timestamps('late.flv', undefined, true);
    expect(faults.map(({ code, message }) => `${code} ${message}`).join()).to.match(
      /sound begins .* before the picture/,
    );
  });

  it('finds two packets with one decode time', async () => {
    const { faults } = await spoilAndProbe(moved(TAG_VIDEO, (timeMs) => timeMs === 4_000, -40));
    expect(faults.map(({ code }) => code)).to.include('DTS_REPEATED');
  });

  it('finds a gap in the sound and its size', async () => {
    const { faults } = await spoilAndProbe(moved(TAG_AUDIO, (timeMs) => timeMs >= 4_000, 200));
    expect(faults.map(({ code }) => code)).to.include('TIMESTAMP_GAP');
    const gap = faults.find(({ code }) => code === 'TIMESTAMP_GAP');
    expect(gap?.sizeMs).to.be.closeTo(200, 2);
    expect(gap?.atMs).to.be.closeTo(4_000, 25);
  });

  it('finds a gap in the picture and its size', async () => {
    const { faults } = await spoilAndProbe(moved(TAG_VIDEO, (timeMs) => timeMs >= 4_000, 200));
    const gaps = faults.filter(({ code }) => code === 'TIMESTAMP_GAP');
    expect(gaps).to.have.length(1);
    expect(gaps[0]?.sizeMs).to.be.closeTo(200, 2);
    expect(gaps[0]?.message).to.contain('picture');
  });

  it('finds an overlap in the sound and its size', async () => {
    const { faults } = await spoilAndProbe(moved(TAG_AUDIO, (timeMs) => timeMs >= 4_000, -15));
    const overlaps = faults.filter(({ code }) => code === 'TIMESTAMP_OVERLAP');
    expect(overlaps).to.have.length(1);
    expect(overlaps[0]?.sizeMs).to.be.closeTo(15, 2);
  });

  it('finds sound that ends before the picture does', async () => {
    const { faults } = await spoilAndProbe((tags) =>
      tags.filter(({ type, timestampMs }) => type !== TAG_AUDIO || timestampMs < 5_000),
    );
    expect(faults.map(({ code }) => code)).to.deep.equal(['TIMESTAMP_GAP']);
    expect(faults[0]?.sizeMs).to.be.closeTo(3_080, 50);
    expect(faults[0]?.message).to.contain('sound ends');
  });

  it('tells a gap that the reference has as well as a note', async () => {
    await media.spoil(
      'clean.flv',
      'gap.flv',
      moved(TAG_AUDIO, (timeMs) => timeMs >= 7_200, 200),
    );
    const report = await media.timestamps('gap.flv', 'gap.flv');
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.faults).to.have.length(1);
    expect(report.faults[0]).to.include({ code: 'TIMESTAMP_GAP', severity: 'warning' });
  });

  it('finds a picture that is to be decoded after it is shown', async () => {
    const { faults } = await spoilAndProbe((tags) =>
      tags.map((tag) => {
        if (tag.type !== TAG_VIDEO || isSequenceHeader(tag) || tag.timestampMs !== 4_000) return tag;
        const body = Buffer.from(tag.body);
        body.writeIntBE(-50, 2, 3);
        return { ...tag, body };
      }),
    );
    const found = faults.find(({ code }) => code === 'DTS_AFTER_PTS');
    expect(found?.sizeMs).to.be.closeTo(50, 1);
  });

  it('knows a wrap of 33 bits, and does not call it a fault', async () => {
    await media.copy('clean.flv', 'wrap.ts', '-output_ts_offset', '95440');
    const report = await media.timestamps('wrap.ts');
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.timestamps.video?.wrapsAtMs).to.have.length(1);
    expect(report.timestamps.audio?.wrapsAtMs).to.have.length(1);
    expect((await media.offset('wrap.ts')).pairs).to.have.length(4);
  });

  it('finds lost transport packets', async () => {
    const file = await media.copy('clean.flv', 'whole.ts');
    const bytes = await readFile(file);
    await writeFile(media.path('torn.ts'), Buffer.concat([bytes.subarray(0, 188 * 400), bytes.subarray(188 * 403)]));
    const whole = await media.timestamps('whole.ts');
    expect(whole.timestamps.transport?.lost).to.equal(0);
    const torn = await media.timestamps('torn.ts');
    expect(torn.faults.map(({ code }) => code)).to.include('PACKETS_LOST');
  });
});
