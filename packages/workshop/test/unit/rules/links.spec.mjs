import { expect } from 'chai';
import { linksLead, pagesAreFound } from '../../../src/rules/links.mjs';

/** @param {Record<string, string>} files */
const treeOf = (files) => ({
  root: '',
  has: (/** @type {string} */ path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
  files: Object.entries(files).map(([path, text]) => ({ path, text })),
});
const page = '# One\n\n## Its `code`, and (more)\n\n## Its `code`, and (more)\n\n```sh\n# no heading\n```\n';

describe('The links of pages', () => {
  it('may lead to files, folders, headings, and out of the repository', () => {
    const text = [
      '[a](docs/a.md) [b](docs/a.md#one) [c](docs) [d](#here) [e](https://host/x#y)',
      '[f](docs/a.md#its-code-and-more) [g](docs/a.md#its-code-and-more-1)',
      '# Here',
      '`[h](not.md)`',
      '```',
      '[i](not.md)',
      '```',
    ].join('\n');
    expect(linksLead(treeOf({ 'README.md': text, 'docs/a.md': `${page}[back](../README.md#here)` }))).to.deep.equal([]);
  });

  it('may not lead nowhere', () => {
    const text = '[a](docs/b.md) [b](docs/a.md#two) [c](#there) [d](docs/a.md#no-heading)';
    expect(linksLead(treeOf({ 'README.md': text, 'docs/a.md': page })).map(({ message }) => message)).to.deep.equal([
      'docs/b.md leads nowhere',
      'docs/a.md#two: docs/a.md has no such heading',
      '#there: README.md has no such heading',
      'docs/a.md#no-heading: docs/a.md has no such heading',
    ]);
  });

  it('lead from the README to every page', () => {
    const files = { 'README.md': '[a](docs/a.md#one)', 'docs/a.md': '', 'docs/b.md': '', 'docs/part/c.md': '' };
    expect(pagesAreFound(treeOf(files)).map(({ path }) => path)).to.deep.equal(['docs/b.md']);
  });
});
