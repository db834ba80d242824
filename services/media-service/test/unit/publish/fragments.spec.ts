import { expect } from 'chai';
import { Fragments } from '../../../src/publish/recording/fragments.js';
import { readBoxes, boxAt } from '../../support/mp4-boxes.js';

const FRAME_NS = 40_000_000n;
const AAC_NS = 21_333_333n;
const HEAD_BYTES = 500;

interface Traf {
  readonly trackId: number;
  readonly startMs: number;
  readonly durationsMs: readonly number[];
  readonly data: readonly Buffer[];
}

/** What a fragment says of its tracks, and the bytes that it points at. */
function trafsOf(fragment: Buffer): Traf[] {
  return readBoxes(boxAt(fragment, 'moof'))
    .filter(({ type }) => type === 'traf')
    .map(({ body }) => {
      const trackId = boxAt(body, 'tfhd').readUInt32BE(4);
      const timescale = trackId === 1 ? 90_000 : 48_000;
      const run = boxAt(body, 'trun');
      let at = run.readInt32BE(8);
      const samples = Array.from({ length: run.readUInt32BE(4) }, (_, index) => {
        const size = run.readUInt32BE(12 + index * 16 + 4);
        at += size;
        const durationMs = (run.readUInt32BE(12 + index * 16) * 1000) / timescale;
        return { durationMs, data: fragment.subarray(at - size, at) };
      });
      const startMs = (Number(boxAt(body, 'tfdt').readBigUInt64BE(4)) * 1000) / timescale;
      const durationsMs = samples.map(({ durationMs }) => durationMs);
      return { trackId, startMs, durationsMs, data: samples.map(({ data }) => data) };
    });
}

describe('Fragments', () => {
  const cut = (): { fragments: Fragments; written: Buffer[] } => {
    const written: Buffer[] = [];
    return { written, fragments: new Fragments(true, HEAD_BYTES, (parts) => written.push(Buffer.concat(parts))) };
  };
  const picture = (index: number, keyFrame = false) => ({
    ptsNs: BigInt(index) * FRAME_NS,
    dtsNs: BigInt(index) * FRAME_NS,
    durationNs: FRAME_NS,
    keyFrame,
    data: Buffer.from(`picture ${index}`),
  });
  const sound = (ptsNs: bigint) => ({
    ptsNs,
    dtsNs: ptsNs,
    durationNs: AAC_NS,
    keyFrame: true,
    data: Buffer.from(`sound ${ptsNs}`),
  });

  it('begin with key frames where these are near, and point at the bytes of both tracks', () => {
    const { fragments, written } = cut();
    for (let index = 0; index < 100; index += 1) {
      fragments.push('video', picture(index, index % 30 === 0));
      if (index % 2 === 1) fragments.push('audio', sound(BigInt(index) * FRAME_NS + 5_000_000n));
    }
    fragments.flush();
    const trafs = written.map(trafsOf);
    expect(trafs.map(([video]) => video?.startMs)).to.deep.equal([0, 1200, 2400, 3600]);
    const data = (track: number) => trafs.flatMap((each) => each[track]?.data.map(String) ?? []);
    expect(data(0)).to.deep.equal(Array.from({ length: 100 }, (_, index) => `picture ${index}`));
    expect(data(1)).to.have.length(50);
    expect(data(1)[0]).to.equal('sound 45000000');
    expect(trafs[0]?.[1]?.startMs).to.equal(45);
    expect(fragments.duration).to.equal(4000n);
    const index = boxAt(fragments.index, 'mfra/tfra');
    const entries = Array.from({ length: index.readUInt32BE(12) }, (_, entry) => index.subarray(16 + entry * 22));
    expect(entries.map((entry) => Number(entry.readBigUInt64BE(0)) / 90)).to.deep.equal([0, 1200, 2400, 3600]);
    const starts = written.map((_, part) => HEAD_BYTES + Buffer.concat(written.slice(0, part)).length);
    expect(entries.map((entry) => Number(entry.readBigUInt64BE(8)))).to.deep.equal(starts);
  });

  it('end after two seconds without a key frame', () => {
    const { fragments, written } = cut();
    for (let index = 0; index < 120; index += 1) fragments.push('video', picture(index, index === 0));
    expect(written).to.have.length(2);
  });

  it('hold a hole as a hole, and no unit of before it back', () => {
    const { fragments, written } = cut();
    fragments.push('video', picture(0, true));
    fragments.push('audio', sound(0n));
    for (let ptsNs = AAC_NS; ptsNs < 3_000_000_000n; ptsNs += AAC_NS) fragments.push('audio', sound(ptsNs));
    expect(trafsOf(written[0] ?? Buffer.alloc(0))[0]?.durationsMs).to.deep.equal([40]);
    fragments.push('video', picture(100, true));
    fragments.flush();
    expect(written.flatMap(trafsOf).filter(({ trackId }) => trackId === 1)[1]?.startMs).to.equal(4000);
  });

  it('bear times that go back', () => {
    const { fragments, written } = cut();
    for (const index of [0, 1, 2, 1, 2, 3]) fragments.push('video', picture(index, index === 0));
    fragments.flush();
    expect(trafsOf(written[0] ?? Buffer.alloc(0))[0]?.durationsMs).to.deep.equal([40, 40, 0, 40, 40, 40]);
  });
});
