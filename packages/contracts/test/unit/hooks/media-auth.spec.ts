import { expect } from 'chai';
import { MediaAuth, parse } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';

describe('MediaAuth', () => {
  it('takes null and empty texts for what the media server does not know', () => {
    const wire = { action: 'api', path: '', user: '', password: '', token: '', ip: '::1', protocol: '', id: null };
    expect(parse(MediaAuth, wire)).to.include({ action: 'api', path: '', ip: '::1' });
    expect(parse(MediaAuth, wire).id ?? undefined).to.equal(undefined);
  });

  it('takes whatever path and key somebody tries', () => {
    const wire = { action: 'publish', path: '../live/ü?x', password: '"\u0000', query: 'pass=%00' };
    expect(parse(MediaAuth, wire)).to.deep.include(wire);
  });

  it('refuses a question without an action, and texts without end', () => {
    expect(faultyFields(MediaAuth, {})).to.deep.equal(['action']);
    expect(faultyFields(MediaAuth, { action: '' })).to.deep.equal(['action']);
    expect(faultyFields(MediaAuth, { action: 'read', path: 'x'.repeat(2049) })).to.deep.equal(['path']);
    expect(faultyFields(MediaAuth, { action: 'read', password: 7 })).to.deep.equal(['password']);
  });
});
