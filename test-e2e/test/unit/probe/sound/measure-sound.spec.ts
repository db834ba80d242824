import { expect } from 'chai';
import { measureSound } from '../../../../src/probe/sound/measure-sound.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import type { SoundReport } from '../../../../src/probe/sound/sound-report.js';
import { mix, noise, RATE_HZ, seconds, voice } from '../../../support/sounds.js';

function measured(output: Float32Array, reference?: Float32Array, offsetMs?: number): Promise<SoundReport> {
  const runs = reference === undefined ? undefined : [soundRun(0, reference)];
  return measureSound([soundRun(0, output)], runs, offsetMs === undefined ? {} : { offsetMs });
}

const programme = async (): Promise<Float32Array> =>
  mix(
    [noise(10, 0.01)],
    [await voice('slt', 'Good evening, and welcome to the news at nine.'), 0.5],
    [await voice('rms', 'The river has risen by two metres since Monday.'), 5],
  );

describe('the sound of an output', () => {
  it('has no fault when it is the reference', async () => {
    const reference = await programme();
    const report = await measured(seconds(reference, 1, 9), reference);
    expect(report.faults).to.deep.equal([]);
    expect(report.alignment).to.include({ certainty: 'sure', foundBy: 'sound' });
    expect(report.alignment?.offsetMs).to.be.closeTo(-1_000, 0.1);
    expect(report.loudness.integratedLufs).to.be.closeTo(report.referenceLoudness?.integratedLufs ?? 0, 1);
  });

  it('has its faults told with place and size', async () => {
    const reference = await programme();
    const output = reference.map((value, n) => (n >= 4 * RATE_HZ && n < 4.4 * RATE_HZ ? 0 : value));
    output[9 * RATE_HZ] = 0.5;
    const { faults, alignment } = await measured(output, reference, 3);
    expect(alignment).to.include({ foundBy: 'picture' });
    expect(alignment?.offsetMs).to.be.closeTo(0, 0.1);
    const [silence, ...clicks] = faults;
    expect(silence).to.include({ code: 'SILENCE', severity: 'error' });
    expect(silence?.atMs).to.be.closeTo(4_000, 10);
    expect(silence?.sizeMs).to.be.closeTo(400, 20);
    // The hard edges of the silence may count as clicks as well.
    const click = clicks.find(({ atMs = 0 }) => Math.abs(atMs - 9_000) < 1);
    expect(click).to.include({ code: 'CLICK' });
    expect(click?.size?.value).to.be.within(20, 50);
  });

  it('tells a true peak over full scale and a programme that is too loud', async () => {
    const reference = await programme();
    const { faults } = await measured(
      reference.map((value) => Math.max(-1.1, Math.min(1.1, value * 6))),
      reference,
      0,
    );
    const codes = faults.map(({ code, severity }) => `${code} ${severity}`);
    expect(codes).to.include.members(['TRUE_PEAK_EXCEEDED error', 'LOUDNESS_OFF warning']);
    expect(faults.find(({ code }) => code === 'LOUDNESS_OFF')?.size?.value).to.be.closeTo(15, 2);
  });

  it('has only long silences for faults where there is no reference', async () => {
    const sound = await programme();
    const report = await measured(mix([sound], [noise(1, 0.1), 13]));
    expect(report.alignment).to.equal(undefined);
    expect(
      report.faults.filter(({ code }) => code === 'SILENCE').map(({ sizeMs }) => Math.round((sizeMs ?? 0) / 100)),
    ).to.deep.equal([30]);
  });
});
