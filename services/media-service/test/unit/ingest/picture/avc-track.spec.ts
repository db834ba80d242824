import { expect } from 'chai';

import { AvcTrack } from '../../../../src/ingest/picture/avc-track.js';
import type { Picture } from '../../../../src/ingest/picture/picture.js';
import { parseAvcConfig } from '../../../../src/media/avc-config.js';
import type { VideoConfig } from '../../../../src/media/units.js';

/** Of x264, 640x360 at 30 pictures per second. */
const record = Buffer.from(
  '014d401effe1001e674d401eeca05017fcb80b5060606a50000003001000000303c8f162d96001000468ce3c80',
  'hex',
);
/** 1440x1080, whose pictures may be two fields, at 25 per second. */
const interlaced = Buffer.from('67640028acd9405a044fde1c20000003002000000643e2c5b2c0', 'hex');
const { sps, pps } = parseAvcConfig(record);
const slice = Buffer.from([0x65, 0x88, 1, 2, 3]);

function lengths(...nals: readonly Buffer[]): Buffer {
  return Buffer.concat(nals.flatMap((nal) => [Buffer.from([0, 0, 0, nal.length]), nal]));
}
function startCodes(...nals: readonly Buffer[]): Buffer {
  return Buffer.concat(nals.flatMap((nal) => [Buffer.from([0, 0, 0, 1]), nal]));
}

describe('AvcTrack', () => {
  let given: (VideoConfig | Picture)[];
  let held: Promise<void> | undefined;
  let faults: unknown[];

  beforeEach(() => {
    given = [];
    faults = [];
    held = undefined;
  });

  function open(avcC?: Buffer): AvcTrack {
    const track = { id: 'v', kind: 'video', codec: 'h264', caps: '' } as const;
    return new AvcTrack(track, avcC, Promise.resolve(), {
      onConfig: (config) => void given.push(config),
      onPicture: (picture) => {
        given.push(picture);
        return held;
      },
      onFault: (error) => faults.push(error),
    });
  }
  const kinds = (): string[] => given.map((each) => ('codec' in each ? `${each.width}x${each.height}` : 'picture'));
  const unit = (data: Buffer, ptsNs?: bigint) => ({ ptsNs, dtsNs: ptsNs, data });

  it('gives the record of the source before the first picture, as it is', async () => {
    const track = open(record);
    track.push(unit(lengths(slice)));
    track.push(unit(lengths(slice)));
    track.end();
    await track.done;
    expect(kinds()).to.deep.equal(['640x360', 'picture', 'picture']);
    expect((given[0] as VideoConfig).decoderConfig.equals(record)).to.equal(true);
    expect((given[0] as VideoConfig).caps)
      .to.contain('framerate=(fraction)30/1')
      .and.to.contain('width=(int)640');
  });

  it('makes a record of the parameter sets of a byte stream, and another where they change', async () => {
    const track = open();
    const sets = [...sps, ...pps];
    track.push(unit(startCodes(...sets, slice)));
    track.push(unit(startCodes(...sets, slice)));
    track.push(unit(startCodes(interlaced, ...pps, slice)));
    track.push(unit(startCodes(slice)));
    track.end();
    await track.done;
    expect(kinds()).to.deep.equal(['640x360', 'picture', 'picture', '1440x1080', 'picture', 'picture']);
    expect((given[0] as VideoConfig).decoderConfig.equals(record)).to.equal(true);
  });

  it('follows parameter sets that change within a stream that has a record', async () => {
    const track = open(record);
    track.push(unit(lengths(...sps, ...pps, slice)));
    track.push(unit(lengths(interlaced, ...pps, slice)));
    track.end();
    await track.done;
    expect(kinds()).to.deep.equal(['640x360', 'picture', '1440x1080', 'picture']);
  });

  it('gives a time to a picture that has none: a field where pictures may be two', async () => {
    const track = open();
    track.push(unit(startCodes(interlaced, ...pps, slice), 1_000_000_000n));
    track.push(unit(startCodes(slice), undefined));
    track.end();
    await track.done;
    const times = given.flatMap((each) => ('codec' in each ? [] : [[each.ptsNs, each.dtsNs]]));
    expect(times).to.deep.equal([
      [1_000_000_000n, 1_000_000_000n],
      [1_020_000_000n, 1_020_000_000n],
    ]);
  });

  it('counts what waits while it is held, and gives all of it before it is done', async () => {
    const track = open(record);
    let free = (): void => undefined;
    await Promise.resolve();
    held = new Promise((resolve) => {
      free = resolve;
    });
    const data = lengths(slice);
    for (let index = 0; index < 3; index += 1) track.push(unit(data));
    expect(kinds()).to.deep.equal(['640x360', 'picture']);
    expect(track.levelBytes()).to.equal(2 * data.length);
    held = undefined;
    track.end();
    free();
    await track.done;
    expect(kinds()).to.have.length(4);
    expect(track.levelBytes()).to.equal(0);
  });

  it('gives nothing more after a stop, and is done', async () => {
    const track = open(record);
    track.push(unit(lengths(slice)));
    track.stop();
    track.push(unit(lengths(slice)));
    await track.done;
    expect(given).to.deep.equal([]);
    expect(faults).to.deep.equal([]);
  });
});
