import { expect } from 'chai';

import type { ElementaryTrack, ElementaryUnit } from '../../../../src/ingest/demux/elementary.js';
import { Fmp4Demuxer } from '../../../../src/ingest/demux/fmp4-demuxer.js';
import { box, fullBox, u16, u32 } from '../../../../src/mp4/box.js';
import { audioInitSegment } from '../../../../src/mp4/init-segment.js';
import { mediaSegment } from '../../../../src/mp4/media-segment.js';

function demux(...pieces: Buffer[]) {
  const tracks: ElementaryTrack[] = [];
  const units: ElementaryUnit[] = [];
  const demuxer = new Fmp4Demuxer({
    onTracks: (all) => tracks.push(...all),
    onUnit: (_, unit) => units.push(unit),
  });
  for (const piece of pieces) demuxer.push(piece);
  return { tracks, units };
}

const frames = [0n, 1024n, 2048n].map((decodeTime, index) => ({
  decodeTime: decodeTime + 48_000n,
  compositionOffset: 0,
  duration: 1024,
  keyFrame: true,
  data: Buffer.from(`frame ${index}`),
}));

/** A `moov` of one track. */
function movie(handler: string, entry: Buffer, edits: Buffer = Buffer.alloc(0)): Buffer {
  const description = box('stbl', fullBox('stsd', 0, 0, u32(1), entry));
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, 1000, 0)),
    fullBox('hdlr', 0, 0, u32(0), Buffer.from(handler)),
    box('minf', description),
  );
  const track = box('trak', fullBox('tkhd', 0, 0, u32(0, 0, 7)), edits, media);
  const defaults = box('mvex', fullBox('trex', 0, 0, u32(7, 1, 40, 2, 0)));
  return box('moov', fullBox('mvhd', 0, 0, u32(0, 0, 1000, 0)), track, defaults);
}

const opus = box(
  'Opus',
  Buffer.alloc(16),
  u16(2),
  Buffer.alloc(10),
  box('dOps', Buffer.from([0, 2, 1, 56, 0, 0, 0xbb, 0x80, 0, 0, 0])),
);

describe('Fmp4Demuxer', () => {
  it('gives the frames of a segment with the times that it says', () => {
    const { tracks, units } = demux(audioInitSegment(), Buffer.concat(mediaSegment(1, frames)));
    expect(tracks.map(({ kind, codec }) => [kind, codec])).to.deep.equal([['audio', 'aac']]);
    expect(tracks[0]?.caps).to.contain('codec_data=(buffer)1190');
    expect(units.map(({ data }) => data.toString())).to.deep.equal(['frame 0', 'frame 1', 'frame 2']);
    expect(units.map(({ ptsNs }) => ptsNs)).to.deep.equal([1_000_000_000n, 1_021_333_333n, 1_042_666_666n]);
  });

  it('uses defaults, signed offsets, edits, and goes on in time where a fragment says none', () => {
    const edits = box('edts', fullBox('elst', 0, 0, u32(2, 300, 0xffff_ffff, 1 << 16, 0, 80, 1 << 16)));
    // Two samples of two bytes and 40 ms, shown 40 ms later and 40 ms earlier than they are decoded.
    const fragment = (time: Buffer): Buffer => {
      const run = (dataAt: number): Buffer => fullBox('trun', 1, 0x801, u32(2, dataAt, 40, 0xffff_ffd8));
      const moof = (dataAt: number): Buffer =>
        box('moof', box('traf', fullBox('tfhd', 0, 0x02_0000, u32(7)), time, run(dataAt)));
      return Buffer.concat([box('styp', u32(0)), moof(moof(0).length + 8), box('mdat', Buffer.from('aabb'))]);
    };
    const { tracks, units } = demux(
      movie('soun', opus, edits),
      fragment(fullBox('tfdt', 0, 0, u32(1000))),
      fragment(Buffer.alloc(0)),
    );
    expect(tracks.map(({ codec, caps }) => [codec, caps])).to.deep.equal([
      ['opus', 'audio/x-opus,channel-mapping-family=0,channels=2,rate=48000'],
    ]);
    // The empty edit delays by 300 ms, the other one skips 80.
    const dtsMs = units.map(({ dtsNs }) => Number((dtsNs ?? 0n) / 1_000_000n));
    const ptsMs = units.map(({ ptsNs }) => Number((ptsNs ?? 0n) / 1_000_000n));
    expect(dtsMs).to.deep.equal([1220, 1260, 1300, 1340]);
    expect(ptsMs).to.deep.equal([1260, 1220, 1340, 1300]);
    expect(units.map(({ data }) => data.toString()).join()).to.equal('aa,bb,aa,bb');
  });

  it('names a codec that it does not know, and refuses samples that are not there', () => {
    const { tracks } = demux(movie('vide', box('av01', Buffer.alloc(78))));
    expect(tracks.map(({ codec, caps }) => [codec, caps])).to.deep.equal([['av01', undefined]]);
    const cut = Buffer.concat(mediaSegment(1, frames).slice(0, -1));
    expect(() => demux(audioInitSegment(), cut))
      .to.throw()
      .with.property('code', 'INPUT_NOT_MEDIA');
  });
});
