import { expect } from 'chai';
import { released, releasedVersions } from '../../support/mixes/released.js';

describe('The released versions of the contracts', () => {
  it('are read from package.json, oldest first', () => {
    expect(releasedVersions.slice(0, 3)).to.deep.equal(['0.3.0', '1.0.0', '1.1.0']);
  });

  for (const name of releasedVersions) {
    it(`${name} is the published package of that version, apart from all others`, async () => {
      const version = await released(name);
      const others = await Promise.all(releasedVersions.filter((other) => other !== name).map(released));
      expect(others.every(({ module }) => module['StreamInit'] !== version.module['StreamInit'])).to.equal(true);
      expect(version.range.min).to.equal('1.0');
    });
  }

  it('speak protocol 1.0, and have partial transcripts from 1.1 on', async () => {
    const of = async (name: string) => {
      const { range, features } = await released(name);
      return { max: range.max, features };
    };
    expect(await of('0.3.0')).to.deep.equal({ max: '1.0', features: {} });
    expect(await of('1.0.0')).to.deep.equal({ max: '1.0', features: {} });
    expect(await of('1.1.0')).to.deep.equal({ max: '1.1', features: { partials: '1.1' } });
  });
});
