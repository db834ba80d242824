import { expect } from 'chai';

import type { AudioBlock } from '../../../src/media/units.js';
import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';

const kinds = [
  { name: 'MPEG-TS', file: 'three.ts', muxer: 'mpegtsmux', audio: 'avenc_aac ! aacparse' },
  { name: 'MP4', file: 'three.mp4', muxer: 'mp4mux', audio: 'avenc_aac ! aacparse' },
  { name: 'Matroska', file: 'three.mkv', muxer: 'matroskamux', audio: 'flacenc' },
];
const VOLUMES = [1, 0.5, 0.25];
/** Beeps of the fixture: loudest value, and how far apart they are. */
const LOUDEST = 16_000;

describe('audio tracks with a part of their own', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 4);

  for (const { name, file, muxer, audio } of kinds) {
    it(`gives the same samples of every track: ${name}`, async () => {
      const source = await fixtures.volumes(file, muxer, VOLUMES, audio);
      for (const tracks of [{ commentary: 2, bed: 3 }, { commentary: 3, bed: 1 }, { bed: 2 }]) {
        const chain = runChain(source, { tracks });
        expect((await chain.done).error).to.equal(undefined);
        const main = [1, 2, 3].find((each) => !Object.values(tracks).includes(each)) ?? 0;
        const pcm = Buffer.concat(chain.audio.map((block) => block.pcm));
        expectVolume(pcm, VOLUMES[main - 1] ?? 0);
        for (const [part, track] of Object.entries(tracks) as ['commentary' | 'bed', number][]) {
          const side = joined(chain.audio, part);
          expectVolume(side, VOLUMES[track - 1] ?? 0);
          // The threshold is a third of a peak that lossy codecs place a little differently.
          const expected = onsets(pcm);
          expect(expected).to.have.length(3);
          onsets(side).forEach((sample, index) => expect(sample).to.be.closeTo(expected[index] ?? 0, 1));
        }
        if (!('commentary' in tracks))
          expect(chain.audio.every((block) => block.commentary === undefined)).to.equal(true);
      }
    });
  }

  it('names a track that the input does not have, and how many it has', async () => {
    const sources = [
      await fixtures.volumes('two.ts', 'mpegtsmux', [1, 0.5], 'avenc_aac ! aacparse'),
      await fixtures.volumes('two.mp4', 'mp4mux', [1, 0.5], 'avenc_aac ! aacparse'),
    ];
    for (const source of sources) {
      const missing = (await runChain(source, { tracks: { commentary: 2, bed: 3 } }).done).error;
      expect(missing).to.include({ code: 'INPUT_TRACK_MISSING', field: 'bedTrack', retryable: false });
      expect(missing?.message).to.contain('track 3').and.to.contain('2 audio tracks');
      const nothingLeft = (await runChain(source, { tracks: { commentary: 2, bed: 1 } }).done).error;
      expect(nothingLeft).to.include({ code: 'INPUT_TRACK_MISSING', field: 'input' });
    }
  });

  it('says at once that FLV has one audio track', async () => {
    const source = await fixtures.both('one.flv', 'flvmux');
    const { error } = await runChain(source, { tracks: { commentary: 2 } }).done;
    expect(error).to.include({ code: 'INPUT_TRACK_MISSING', field: 'commentaryTrack' });
    expect(error?.message).to.contain('has one audio track');
  });

  it('takes no track that cannot be, and none with two parts', () => {
    expect(() => runChain('/a.ts', { tracks: { bed: 0 } }))
      .to.throw()
      .with.property('field', 'bedTrack');
    expect(() => runChain('/a.ts', { tracks: { commentary: 2, bed: 2 } }))
      .to.throw()
      .with.property('code', 'ARGUMENT_INVALID');
  });
});

/** Silence where a block goes without: a track may start a little later than the main one. */
function joined(blocks: readonly AudioBlock[], part: 'commentary' | 'bed'): Buffer {
  const present = blocks.filter((block) => block[part] !== undefined);
  expect(present.length).to.be.at.least(blocks.length - 2);
  for (const block of present) expect(block[part]?.length).to.equal(block.pcm.length);
  return Buffer.concat(blocks.map((block) => block[part] ?? Buffer.alloc(block.pcm.length)));
}

function expectVolume(pcm: Buffer, volume: number): void {
  let peak = 0;
  for (let at = 0; at < pcm.length; at += 4) peak = Math.max(peak, Math.abs(pcm.readInt16LE(at)));
  expect(peak / LOUDEST).to.be.closeTo(volume, 0.2 * volume);
}

/** The samples at which beeps rise through a third of their own height. */
function onsets(pcm: Buffer): number[] {
  const samples = Array.from({ length: pcm.length / 4 }, (_, index) => pcm.readInt16LE(index * 4));
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const found: number[] = [];
  samples.forEach((value, index) => {
    if (value > peak / 3 && index - (found.at(-1) ?? -10_000) > 10_000) found.push(index);
  });
  return found;
}
