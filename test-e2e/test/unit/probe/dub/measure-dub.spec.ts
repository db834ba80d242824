import { expect } from 'chai';
import type { AsRunSession } from '../../../../src/probe/dub/as-run.js';
import type { DubReport } from '../../../../src/probe/dub/dub-report.js';
import { measureDub, type DubOptions } from '../../../../src/probe/dub/measure-dub.js';
import type { BedUse } from '../../../../src/probe/sound/bed-use.js';
import { withSound } from '../../../../src/probe/sound/decode.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import { runTool } from '../../../../src/process/run-tool.js';
import { dubbed, onsetMs, sentences, session, source, zeroMs, type Planted } from '../../../support/dubbed.js';
import { mix, noise, RATE_HZ, seconds } from '../../../support/sounds.js';
import { withWav } from '../../../support/wav.js';

/** The output begins 3 s later than the reference. */
const OFFSET_MS = 3_000;

function measured(
  output: Float32Array,
  reference: Float32Array,
  record: AsRunSession,
  options: Partial<DubOptions> = {},
): DubReport {
  const report = measureDub(
    { output: [soundRun(OFFSET_MS, output)], reference: [soundRun(0, reference)], offsetMs: OFFSET_MS },
    { session: record, language: 'es', zeroMs: zeroMs - OFFSET_MS, ...options },
  );
  if (report === undefined) throw new Error('nothing was measured');
  return report;
}

const codes = ({ faults }: DubReport): string[] => faults.map(({ code }) => code);
const change = (planted: readonly Planted[], index: number, fields: Partial<Planted>): Planted[] =>
  planted.map((one, at) => (at === index ? { ...one, ...fields } : one));

describe('the dubs of an output', () => {
  let planted: Planted[];
  /** The first one and the first two of them: most faults take no more, and the less sound the less there is to measure. */
  let one: Planted[];
  let two: Planted[];
  let original: Float32Array;
  let ofOne: Float32Array;
  let ofTwo: Float32Array;

  before(async () => {
    planted = await sentences();
    [one, two] = [planted.slice(0, 1), planted.slice(0, 2)];
    [original, ofOne, ofTwo] = [source(planted), source(one), source(two)];
  });

  it('have no fault where they are as the record says', () => {
    const report = measured(dubbed(planted), original, session(planted));
    expect(report.faults).to.deep.equal([]);
    expect(report.fragments.map(({ heard }) => heard)).to.deep.equal(['dub', 'dub', 'dub', 'dub']);
    expect(report.shares).to.deep.equal({ dub: 1, original: 0, nothing: 0 });
    expect(report.plainGainDb).to.be.closeTo(0, 0.1);
    planted.forEach(({ dub }, index) =>
      expect(report.fragments[index]?.lagMs).to.be.closeTo(120 + onsetMs(dub), report.onsetErrorMs),
    );
  });

  it('are measured through AAC as well', async () => {
    const output = dubbed(two);
    const report = await withWav([output, output], async (file) => {
      await runTool('ffmpeg', ['-v', 'error', '-i', file, '-c:a', 'aac', '-b:a', '128k', `${file}.mp4`]);
      return withSound(`${file}.mp4`, (runs) =>
        measureDub(
          { output: runs, reference: [soundRun(0, ofTwo)], offsetMs: 0 },
          { session: session(two), language: 'es', zeroMs },
        ),
      );
    });
    if (report === undefined) throw new Error('nothing was measured');
    expect(report.faults).to.deep.equal([]);
    expect(report.bedGain?.p50).to.be.closeTo(-15, 1);
    two.forEach(({ dub }, index) =>
      expect(report.fragments[index]?.lagMs).to.be.closeTo(120 + onsetMs(dub), 2 * report.onsetErrorMs),
    );
  });

  for (const bedDb of [-6, -15, -20]) {
    it(`lie over a bed at ${bedDb} dB`, () => {
      const { bedGain, voiceToBed } = measured(dubbed(two, { bedDb }), ofTwo, session(two));
      expect(bedGain?.count).to.equal(2);
      expect(bedGain?.min).to.be.closeTo(bedDb, 1);
      expect(bedGain?.max).to.be.closeTo(bedDb, 1);
      const louder = measured(dubbed(two, { bedDb, dubGain: 2 }), ofTwo, session(two));
      expect((louder.voiceToBed?.p50 ?? 0) - (voiceToBed?.p50 ?? 0)).to.be.closeTo(6, 1);
    });
  }

  it('are as much louder than the bed as they were mixed', () => {
    const { dub, dubS } = one[0] as Planted;
    const { fragments } = measured(dubbed(one), ofOne, session(one));
    const [from, to] = [dubS + 0.25, dubS + dub.length / RATE_HZ - 0.25];
    const power = (samples: Float32Array): number => samples.reduce((sum, value) => sum + value * value, 0);
    const due = 10 * Math.log10(power(seconds(dub, 0.25, to - dubS)) / power(seconds(ofOne, from, to)));
    expect(fragments[0]?.bed?.voiceToBedDb).to.be.closeTo(due + 15, 1);
  });

  it('have a fault where the bed is gone, or was not turned down', () => {
    const gone = measured(dubbed(two, { bedDb: -40 }), ofTwo, session(two));
    expect(codes(gone)).to.deep.equal(['BED_LOST', 'BED_LOST']);
    expect(gone.faults[0]?.size?.value).to.be.below(-30);
    const loud = measured(dubbed(two, { bedDb: -3 }), ofTwo, session(two));
    expect(codes(loud)).to.deep.equal(['BED_LOUD', 'BED_LOUD']);
    expect(loud.faults[0]?.size?.value).to.be.closeTo(-3, 1);
  });

  it('lie over the bed that was asked for', () => {
    const judged = (bedDb: number, bed: BedUse): string[] =>
      codes(measured(dubbed(one, { bedDb }), ofOne, session(one), { limits: { bed } }));
    expect(judged(0, { bed: 'original', duckDepthDb: 15 })).to.deep.equal([]);
    expect(judged(-15, { bed: 'original', duckDepthDb: 15 })).to.deep.equal(['BED_LOST']);
    expect(judged(-40, { bed: 'separate', duckDepthDb: 15 })).to.deep.equal([]);
    expect(judged(-3, { bed: 'separate', duckDepthDb: 15 })).to.deep.equal(['BED_LOUD']);
    expect(judged(-30, { bed: 'duck', duckDepthDb: 30 })).to.deep.equal([]);
  });

  for (const lateMs of [300, 900, 2_000]) {
    it(`are heard where they are, ${lateMs} ms later than the record says`, () => {
      const moved = change(two, 1, { dubS: 7.12 + lateMs / 1000 });
      const report = measured(dubbed(moved), ofTwo, session(two), { limits: { lagMs: 800 } });
      const [first = 0, second = 0] = two.map(({ dub }) => 120 + onsetMs(dub));
      expect(report.fragments[1]?.lagMs).to.be.closeTo(second + lateMs, report.onsetErrorMs);
      expect(report.fragments[0]?.lagMs).to.be.closeTo(first, report.onsetErrorMs);
      const late = report.faults.filter(({ code }) => code === 'DUB_LATE');
      expect(late).to.have.length(lateMs > 800 ? 1 : 0);
      if (lateMs > 800) expect(late[0]?.sizeMs).to.be.closeTo(second + lateMs, report.onsetErrorMs);
    });
  }

  it('have a fault where one is heard before its original', () => {
    const moved = change(two, 1, { dubS: 7 - 0.35 });
    const report = measured(dubbed(moved), ofTwo, session(moved));
    expect(codes(report)).to.deep.equal(['DUB_EARLY']);
    const earlyMs = 350 - onsetMs((two[1] as Planted).dub);
    expect(report.faults[0]?.sizeMs).to.be.closeTo(earlyMs, report.onsetErrorMs);
    expect(report.faults[0]?.atMs).to.be.closeTo(OFFSET_MS + 7_000 - earlyMs, report.onsetErrorMs);
  });

  it('have a fault where one is in the record and not heard', () => {
    const mute = change(two, 1, { isMute: true });
    const report = measured(dubbed(mute), ofTwo, session(mute));
    expect(codes(report)).to.deep.equal(['DUB_NOT_HEARD']);
    expect(report.faults[0]?.atMs).to.be.closeTo(OFFSET_MS + 7_120, 1);
    expect(report.fragments[1]?.heard).to.equal('original');
    expect(report.shares.original).to.be.within(0.4, 0.6);
  });

  it('have a fault where the original is turned down and nobody speaks', () => {
    const mute = change(two, 1, { dub: (two[1] as Planted).dub.map(() => 0) });
    const report = measured(dubbed(mute), ofTwo, session(mute));
    expect(codes(report)).to.deep.equal(['DUB_NOT_HEARD']);
    expect(report.fragments[1]?.heard).to.equal('nothing');
    expect(report.shares.nothing).to.be.within(0.4, 0.6);
  });

  it('leave the original where the record says so', () => {
    const without = change(two, 1, { outcome: 'fallback' });
    const report = measured(dubbed(without), ofTwo, session(without));
    expect(report.faults).to.deep.equal([]);
    expect(report.fragments.map(({ heard }) => heard)).to.deep.equal(['dub', 'original']);
  });

  it('have a fault where the record has two at once', () => {
    const record = session(change(two, 1, { dubS: 4.3 }));
    const report = measured(dubbed(two), ofTwo, record);
    const overlap = report.faults.find(({ code }) => code === 'DUBS_OVERLAP');
    const endS = 2.12 + (two[0] as Planted).dub.length / RATE_HZ;
    expect(overlap?.sizeMs).to.be.closeTo((endS - 4.3) * 1000, 1);
    expect(overlap?.atMs).to.be.closeTo(OFFSET_MS + 4_300, 1);
  });

  it('have a fault where the record has a fragment spoken twice', () => {
    const record = session(two);
    const [first] = record.fragments;
    if (first === undefined) throw new Error('no fragment');
    const again = {
      ...first,
      dubs: first.dubs.map((dub) => ({ ...dub, placedStartMs: zeroMs + 20_000, placedEndMs: zeroMs + 21_000 })),
    };
    const report = measured(dubbed(two), ofTwo, { ...record, fragments: [...record.fragments, again] });
    const repeated = report.faults.find(({ code }) => code === 'SENTENCE_REPEATED');
    expect(repeated).to.include({ atMs: OFFSET_MS + 20_000, sizeMs: 1_000 });
  });

  it('have a fault where a sentence is heard again', () => {
    const { dub } = planted[1] as Planted;
    // Between the end of this dub and the beginning of the next one.
    const output = mix([dubbed(planted)], [seconds(dub, 0, 1.5), 10.6]);
    const report = measured(output, original, session(planted));
    const repeated = report.faults.filter(({ code }) => code === 'SENTENCE_REPEATED');
    expect(repeated).to.have.length(1);
    expect(repeated[0]?.atMs).to.be.closeTo(OFFSET_MS + 10_600 + onsetMs(dub), 60);
    expect(repeated[0]?.sizeMs).to.be.within(800, 1_500);
    expect(report.repeats[0]?.afterMs).to.be.closeTo(10_600 - 7_120, 5);
  });

  it('may say the same twice where the record has it twice', () => {
    const [first, second] = two as [Planted, Planted];
    const twice = change(two, 1, { dub: first.dub, text: first.text });
    expect(measured(dubbed(twice), ofTwo, session(twice)).faults).to.deep.equal([]);
    const untold = change(twice, 1, { text: second.text });
    expect(codes(measured(dubbed(twice), ofTwo, session(untold)))).to.deep.equal(['SENTENCE_REPEATED']);
  });

  describe('by the record’s clock', () => {
    const without = (output: Float32Array, record: AsRunSession) =>
      measureDub(
        { output: [soundRun(0, output)], reference: [soundRun(0, original)], offsetMs: 0 },
        { session: record, language: 'es' },
      );

    it('are found where the record tells it', () => {
      const report = without(dubbed(planted), session(planted));
      expect(report?.clock).to.deep.equal({ zeroMs, foundBy: 'record', errorMs: 1 });
      expect(report?.faults).to.deep.equal([]);
    });

    it('are found by ear where the record tells another one', () => {
      const record = session(planted);
      const report = without(dubbed(planted), { ...record, outputs: [{ language: 'es', url: '', zeroMs: 5_000 }] });
      expect(report?.clock.foundBy).to.equal('sound');
      expect(report?.clock.zeroMs).to.be.closeTo(zeroMs, 150);
      expect(report?.fragments.map(({ heard }) => heard)).to.deep.equal(['dub', 'dub', 'dub', 'dub']);
    });

    it('are not measured where none is heard', () => {
      expect(without(original, session(planted))).to.equal(undefined);
    });

    it('are not measured in a language that the record does not have', () => {
      const compared = { output: [soundRun(0, noise(3, 0.1))], reference: [soundRun(0, noise(3, 0.1))], offsetMs: 0 };
      expect(measureDub(compared, { session: session(planted), language: 'ca' })).to.equal(undefined);
    });
  });
});
