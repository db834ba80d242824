import { expect } from 'chai';
import { importsOf, resolveImport, withoutComments } from '../../../src/rules/imports.mjs';

describe('importsOf', () => {
  it('finds every form of import', () => {
    const code = `
      import a from 'a';
      import type { B } from "b";
      import {
        c,
        d,
      } from './c.js';
      import 'side-effect';
      export { e } from './e.js';
      export * from './f.js';
      const g = await import('./g.js');
      const h = require('h');
      const i = createRequire(import.meta.url)('i');
    `;
    expect(importsOf(code)).to.have.members([
      'a',
      'b',
      './c.js',
      'side-effect',
      './e.js',
      './f.js',
      './g.js',
      'h',
      'i',
    ]);
  });

  it('does not take comments for code', () => {
    expect(
      importsOf(`// import a from 'a';\n/* import b from 'b'; */\nconst url = 'http://x'; import c from 'c';`),
    ).to.deep.equal(['c']);
  });
});

describe('withoutComments', () => {
  it('leaves every line where it was', () => {
    const code = 'a;\n/* one\n two */ b; // three\nc;';
    expect(
      withoutComments(code)
        .split('\n')
        .map((line) => line.trim()),
    ).to.deep.equal(['a;', '', 'b;', 'c;']);
  });
});

describe('resolveImport', () => {
  it('gives the source file', () => {
    expect(resolveImport('services/a/src/mix/x.ts', '../media/units.js')).to.equal('services/a/src/media/units.ts');
  });
  it('knows nothing of packages', () => {
    expect(resolveImport('a.ts', 'express')).to.equal(undefined);
  });
});
