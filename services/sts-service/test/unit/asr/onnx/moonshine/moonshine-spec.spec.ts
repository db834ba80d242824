import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readMoonshineSpec } from '../../../../../src/asr/onnx/moonshine/moonshine-spec.js';
import { testModels } from '../../../../support/test-models.js';

describe('readMoonshineSpec', () => {
  it('has the language that is given, else the one in the name of the folder, else English', async () => {
    const ours = join(testModels, 'moonshine-random');
    const dir = mkdtempSync(join(tmpdir(), 'moonshine-'));
    try {
      const korean = join(dir, 'moonshine-tiny-ko-ONNX');
      cpSync(join(ours, 'config.json'), join(korean, 'config.json'));
      const specs = [readMoonshineSpec(ours), readMoonshineSpec(korean), readMoonshineSpec(korean, 'zh-Hans')];
      expect((await Promise.all(specs)).map(({ language }) => language)).to.deep.equal(['en', 'ko', 'zh']);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
