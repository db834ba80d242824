import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { indexName, keptFolder, keptReleases, readKept, tarballName } from '../../src/registry/kept.mjs';
import { parseSpec } from '../../src/registry/spec.mjs';
import { filesOf, manifestOf } from '../../src/registry/tarball.mjs';

describe('The released versions that are kept', () => {
  it('are what the index says, byte for byte, and nothing else is beside them', async () => {
    const releases = Object.keys(await keptReleases()).map(parseSpec);
    expect(releases).not.to.have.lengthOf(0);
    for (const release of releases) {
      const { name, version } = manifestOf(filesOf(await readKept(release)));
      expect({ name, version }).to.deep.equal(release);
    }
    const expected = [...releases.map(tarballName), indexName, 'README.md'];
    expect(await readdir(keptFolder)).to.have.members(expected);
  });
});
