import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadEstimator } from '../../../src/separate/load-estimator.js';

const anotherModel = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');

describe('loadEstimator', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'models-'));
    writeFileSync(join(folder, 'broken.onnx'), 'this is no model');
  });
  after(() => rmSync(folder, { recursive: true }));

  const refused: [string, () => string, RegExp][] = [
    ['a path that leads nowhere', () => join(folder, 'absent.onnx'), /no such file or folder/],
    ['a file that is no model', () => join(folder, 'broken.onnx'), /broken\.onnx/],
    ['a model of something else', () => anotherModel, /its inputs are input, state, sr/],
    ['a folder without models', () => folder, /model_1\.onnx/],
  ];
  for (const [what, path, message] of refused) {
    it(`refuses ${what}, and says why`, async () => {
      const error: unknown = await loadEstimator(path()).catch((cause: unknown) => cause);
      expect(error).to.include({ code: 'SEPARATION_MODEL_INVALID', field: 'separationModel', source: path() });
      expect(error).to.have.property('message').that.matches(message);
    });
  }
});
