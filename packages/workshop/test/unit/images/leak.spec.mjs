import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { base64Within, filesThatHold } from '../../../src/images/leak.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const secret = 'bm90LWEtdG9rZW4tYXQtYWxs.0123456789';

describe('filesThatHold', () => {
  it('finds a secret in text and among bytes, as it is and in Base64', () =>
    withFiles({}, async (folder) => {
      await mkdir(join(folder, 'layer'));
      await writeFile(join(folder, 'layer/.npmrc'), `//registry.example/:_authToken=${secret}\n`);
      await writeFile(join(folder, 'layer/bytes'), Buffer.concat([Buffer.from([0, 255, 0]), Buffer.from(secret)]));
      await writeFile(join(folder, 'manifest'), Buffer.from(`{"Env":["TOKEN=${secret}"]}`).toString('base64'));
      await writeFile(join(folder, 'other'), secret.slice(0, -1));
      const found = await filesThatHold(secret, folder);
      expect(found.sort()).to.deep.equal(['layer/.npmrc', 'layer/bytes', 'manifest'].map((name) => join(folder, name)));
    }));
  it('finds nothing where there is nothing', () =>
    withFiles({}, async (folder) => expect(await filesThatHold(secret, folder)).to.deep.equal([])));
  it('does not take a folder that is not there for one without the secret', () =>
    withFiles({}, async (folder) => {
      const error = await filesThatHold(secret, join(folder, 'gone')).catch((/** @type {unknown} */ thrown) => thrown);
      expect(error).to.be.instanceOf(Error);
    }));
});

describe('base64Within', () => {
  it('is in the Base64 of a longer text, wherever it begins there', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'abcd'])
      for (const after of ['', 'x', 'xy']) {
        const long = Buffer.from(`${before}${secret}${after}`).toString('base64');
        expect(base64Within(secret).filter((digits) => long.includes(digits))).to.have.lengthOf(1);
      }
  });
});
