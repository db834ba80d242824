import { expect } from 'chai';
import { checkPcm } from '../../../src/index.js';
import { contractErrorOf } from '../../support/faults.js';

const mono = { sampleRateHz: 16_000, channels: 1 };
const stereo = { sampleRateHz: 48_000, channels: 2 };
const fragment = (durationMs: number, byteLength: number) => ({ durationMs, pcm: Buffer.alloc(byteLength) });

describe('checkPcm', () => {
  it('takes the right length, and one sample more or less', () => {
    for (const byteLength of [3198, 3200, 3202]) checkPcm(fragment(100, byteLength), mono);
    for (const byteLength of [19_196, 19_200, 19_204]) checkPcm(fragment(100, byteLength), stereo);
  });

  it('takes a duration that is no whole number of samples', () => {
    checkPcm(fragment(1000 / 3, 5333 * 2), mono);
    checkPcm(fragment(1000 / 3, 5334 * 2), mono);
  });

  const wrong: [name: string, durationMs: number, byteLength: number, message: string][] = [
    ['nothing', 100, 0, 'pcm must not be empty'],
    ['half a sample', 100, 3201, 'pcm must be whole samples of 2 bytes, not 3201 bytes'],
    ['truncated PCM', 100, 3196, 'pcm must last 100 ms, 3200 bytes, not 3196'],
    ['oversized PCM', 100, 3204, 'pcm must last 100 ms, 3200 bytes, not 3204'],
    ['stereo where mono was agreed', 100, 6400, 'pcm must last 100 ms, 3200 bytes, not 6400'],
  ];
  for (const [name, durationMs, byteLength, message] of wrong) {
    it(`refuses ${name}`, () => {
      const error = contractErrorOf(() => checkPcm(fragment(durationMs, byteLength), mono));
      expect(error).to.include({ code: 'PCM_LENGTH_WRONG', field: 'pcm', message });
    });
  }
});
