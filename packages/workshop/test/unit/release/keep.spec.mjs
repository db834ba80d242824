import { expect } from 'chai';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { integrityOf, keptReleases, readKept } from '../../../src/registry/kept.mjs';
import { keepRelease } from '../../../src/release/keep.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const name = '@dubbing/contracts';
const tarball = Buffer.from('as it was published');

describe('keepRelease', () => {
  it('keeps the bytes under name and version, and their integrity in the order of versions', () =>
    withFiles({ 'index.json': '{}' }, async (folder) => {
      for (const version of ['1.10.0', '1.9.0']) await keepRelease({ name, version }, tarball, folder);
      await keepRelease({ name: '@dubbing/common', version: '2.0.0' }, tarball, folder);
      const expected = ['@dubbing/common@2.0.0', `${name}@1.9.0`, `${name}@1.10.0`];
      expect(Object.keys(await keptReleases(folder))).to.deep.equal(expected);
      expect(await readdir(folder)).to.include('contracts-1.10.0.tgz');
      expect((await readKept({ name, version: '1.9.0' }, folder)).equals(tarball)).to.equal(true);
    }));

  it('never changes what is kept', () =>
    withFiles({ 'index.json': '{}' }, async (folder) => {
      const release = { name, version: '1.0.0' };
      await keepRelease(release, tarball, folder);
      await keepRelease(release, tarball, folder);
      const error = await keepRelease(release, Buffer.from('another'), folder).catch((/** @type {Error} */ e) => e);
      expect(error).to.be.instanceOf(Error).with.property('message').that.includes('another content');
      expect(await readFile(join(folder, 'contracts-1.0.0.tgz'))).to.deep.equal(tarball);
      expect((await keptReleases(folder))[`${name}@1.0.0`]).to.equal(integrityOf(tarball));
    }));
});
