import { createLogger } from '@dubbing/common';
import { expect } from 'chai';
import { EnergyVad } from '../../../src/segment/energy-vad.js';
import { FailoverVad } from '../../../src/segment/failover-vad.js';
import { selectVoiceDetector } from '../../../src/segment/select-vad.js';
import { ScriptedVad } from '../../../src/segment/testing/scripted-vad.js';
import { seededRandom } from '../../support/random.js';

const frame = (amplitude: number, random = seededRandom(1)): Float32Array =>
  Float32Array.from({ length: 512 }, () => amplitude * (2 * random() - 1));

describe('EnergyVad', () => {
  it('takes what stands out above the background for speech', async () => {
    const vad = new EnergyVad();
    for (let i = 0; i < 1000; i++) await vad.probability(frame(0.01));
    expect(await vad.probability(frame(0.01))).to.be.below(0.1);
    expect(await vad.probability(frame(0.2))).to.be.above(0.9);
    expect(await vad.probability(frame(0.01))).to.be.below(0.1);
  });

  it('finds speech in silence from the first frame, and again after a reset', async () => {
    const vad = new EnergyVad();
    expect(await vad.probability(frame(0.1))).to.be.above(0.9);
    vad.reset();
    expect(await vad.probability(frame(0))).to.be.below(0.1);
    await vad.close();
  });
});

describe('FailoverVad', () => {
  it('goes over to the second detector for good, and says so once', async () => {
    let calls = 0;
    const primary = new ScriptedVad(() => {
      calls++;
      if (calls === 2) throw new Error('broken');
      return 0.9;
    });
    const fallback = new ScriptedVad(() => 0.2);
    const failures: unknown[] = [];
    const vad = new FailoverVad(primary, fallback, (error) => failures.push(error));
    const answers: number[] = [];
    for (let i = 0; i < 4; i++) answers.push(await vad.probability(frame(0.1)));
    expect(answers).to.deep.equal([0.9, 0.2, 0.2, 0.2]);
    expect(failures).to.have.lengthOf(1);
    await vad.close();
    expect([primary.closed, fallback.closed]).to.deep.equal([true, true]);
  });
});

describe('selectVoiceDetector', () => {
  it('stands in with the energy gate where the model is absent, and says what that means', async () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'test', write: (line) => lines.push(line) });
    const detector = await selectVoiceDetector({ logger, modelPath: '/nowhere/model.onnx' });
    expect(detector.name).to.equal('energy');
    expect(lines.join('')).to.contain('music may pass for speech');
    await detector.close();
  });
});
