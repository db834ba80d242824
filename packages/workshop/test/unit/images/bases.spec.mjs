import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { pinnedBases } from '../../../src/images/bases.mjs';
import { basesOf } from '../../../src/images/build.mjs';
import { mirrorIn } from '../../../src/images/stand-in.mjs';
import { images, imageNames } from '../../../src/images/table.mjs';
import { inRepository } from '../../../src/paths.mjs';

describe('pinnedBases', () => {
  it('finds the images that a Dockerfile takes as arguments, and no other argument', () => {
    const text = 'ARG NODE_IMAGE=docker.io/library/node:24@sha256:00\nARG RUNTIME=cpu\nFROM ${NODE_IMAGE} AS build\n';
    expect(pinnedBases(text)).to.deep.equal({ NODE_IMAGE: 'docker.io/library/node:24@sha256:00' });
  });
  it('finds every base of every image, and each is pinned by its digest', async () => {
    for (const name of imageNames) {
      const bases = await basesOf([name]);
      expect(Object.keys(bases)).to.have.members([...images[name].bases]);
      for (const image of Object.values(bases))
        expect(image).to.match(/^[\w.-]+\/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    }
  });
  it('finds the same digest for the same base in both Dockerfiles', async () => {
    const [media, sts] = await Promise.all(
      ['media-service', 'sts-service'].map(async (service) =>
        pinnedBases(await readFile(inRepository('dockerfiles', `${service}.Dockerfile`), 'utf8')),
      ),
    );
    expect(sts).to.include(media);
  });
});

describe('mirrorIn', () => {
  it("takes Debian's archive from either form of apt's sources", () => {
    expect(mirrorIn({ a: 'deb http://mirror.example/debian bookworm main\n' })).to.equal(
      'http://mirror.example/debian',
    );
    expect(mirrorIn({ a: '# URIs: http://old.example/debian\nURIs: https://new.example/debian/\n' })).to.equal(
      'https://new.example/debian/',
    );
  });
  it('does not take the archive of security updates for it', () => {
    const sources = { a: 'URIs: http://deb.debian.org/debian-security\n', b: 'URIs: http://one.example/debian\n' };
    expect(mirrorIn(sources)).to.equal('http://one.example/debian');
  });
  it('falls back to the public archive', () => {
    expect(mirrorIn({})).to.equal('http://deb.debian.org/debian');
  });
});
