import { join } from 'node:path';
import { expect } from 'chai';
import { WhisperModel } from '../../../../src/asr/onnx/whisper/whisper-model.js';
import { rowOf } from '../../../../src/onnx/move-rows.js';
import { floatsOf } from '../../../../src/onnx/tensors.js';
import { sweep } from '../../../support/sweep.js';
import { testModels } from '../../../support/test-models.js';

/** Whether no number differs by more. */
function expectClose(found: Float32Array, expected: Float32Array, tolerance: number): void {
  expect(found.length).to.equal(expected.length);
  const most = found.reduce((so, value, at) => Math.max(so, Math.abs(value - (expected[at] ?? NaN))), 0);
  expect(most).to.be.below(tolerance);
}

describe('passes of Whisper that sounds share', function () {
  this.timeout(30_000);
  for (const name of ['whisper-tiny-random', 'whisper-tiny-en-random']) {
    it(`give what passes of one give: ${name}`, async () => {
      const model = await WhisperModel.open({ folder: join(testModels, name), provider: 'cpu', threads: 1 });
      const sounds = [sweep(2), sweep(30), sweep(7)];
      const prompt = [model.spec.tokens.start, model.spec.tokens.noTimestamps];
      const next = [5, 40, 300];
      try {
        const encoded = await model.encodeAll(sounds);
        const shared = model.listenTo(encoded);
        const steps = [
          await shared.step(
            sounds.flatMap(() => prompt),
            sounds.length,
          ),
        ].map(({ data }) => data.slice());
        steps.push((await shared.step(next, sounds.length)).data.slice());
        // From here on the first sound's row is gone.
        shared.select([1, 2]);
        const later = await shared.step([6, 7], 2);
        for (const [row, samples] of sounds.entries()) {
          const alone = await model.encode(samples);
          expectClose(floatsOf(rowOf(encoded, row)), floatsOf(alone), 1e-4);
          const decoder = model.listenTo(alone);
          for (const [index, tokens] of [prompt, [next[row] ?? 0]].entries()) {
            const { data } = await decoder.step(tokens, 1);
            const step = steps[index] as Float32Array;
            expectClose(step.subarray(row * data.length, (row + 1) * data.length), data, 1e-3);
          }
          if (row > 0) expectClose(later.of(row - 1), (await decoder.step([row + 5], 1)).of(0), 1e-3);
          decoder.dispose();
        }
        shared.dispose();
      } finally {
        await model.close();
      }
    });
  }
});
