import { expect } from 'chai';
import { wordOnLinks } from '../../../src/link/pinned-only.mjs';

const links = ['services/media-service/node_modules/@dubbing/common'];

describe('The word on links', () => {
  it('is none where nothing is linked', () => {
    expect(wordOnLinks({ links: [], wished: [], env: { CI: 'true' } })).to.equal(undefined);
  });
  it('is loud for a person', () => {
    for (const CI of [undefined, '', '0', 'false']) {
      expect(wordOnLinks({ links, wished: [], env: { CI } })).to.include('LINKED');
    }
  });
  it('is a refusal in CI, by name of the link', () => {
    expect(() => wordOnLinks({ links, wished: [], env: { CI: 'true' } })).to.throw(links[0] ?? '');
    expect(() => wordOnLinks({ links, wished: [], env: { CI: '1' } })).to.throw('In CI');
  });
  it('is said before the links are there, too', () => {
    expect(wordOnLinks({ links: [], wished: ['test-e2e'], env: {} })).to.include('LINKED');
    expect(() => wordOnLinks({ links: [], wished: ['test-e2e'], env: { CI: 'true' } })).to.throw('test-e2e');
  });
});
