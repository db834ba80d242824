import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DubbingError } from '@dubbing/common';
import { expect } from 'chai';
import { decoderArguments } from '../../../src/asr/builtin/pocketsphinx-model.js';

describe('decoderArguments', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sts-model-'));
    mkdirSync(join(folder, 'en-us'));
    writeFileSync(join(folder, 'en-us/feat.params'), '-lowerf 130\n-cmn batch\n-cmninit 41,-5\n-varnorm no\n');
    writeFileSync(join(folder, 'en-us.lm.bin'), '');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the parameters of the model, but not its mean', () => {
    writeFileSync(join(folder, 'cmudict-en-us.dict'), '');
    const args = decoderArguments(folder);
    expect(args.slice(args.indexOf('-lowerf'), args.indexOf('-lowerf') + 6)).to.deep.equal([
      '-lowerf',
      '130',
      '-cmninit',
      '41,-5',
      '-varnorm',
      'no',
    ]);
    expect(args.filter((each) => each === '-cmn')).to.have.length(1);
    expect(args[args.indexOf('-cmn') + 1]).to.equal('none');
  });

  it('names the package and the file that is not there', () => {
    expect(() => decoderArguments(folder))
      .to.throw(DubbingError, 'pocketsphinx-en-us: ' + join(folder, 'cmudict-en-us.dict'))
      .with.property('code', 'SYSTEM_PACKAGE_MISSING');
  });
});
