import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectDir } from '../../../src/paths.js';

/** What the pair may be made of beside itself: what anyone may install, and the place of the document. */
const allowed = /^(?:node:|socket\.io(?:-client|-parser)?$|(?:\.\.\/)+paths\.js$)/u;

describe('the independent client and server', () => {
  it('are made of nothing of this repository but the document and their own files', async () => {
    const folder = join(projectDir, 'src/independent');
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    expect(files).to.include('client/client.ts').and.include('server/server.ts');
    const foreign: string[] = [];
    for (const name of files) {
      const text = await readFile(join(folder, name), 'utf8');
      const imports = [...text.matchAll(/from '([^']+)'|import\(?\s*'([^']+)'/gu)].map(
        ([, from, bare]) => from ?? bare ?? '',
      );
      for (const specifier of imports) {
        const target = join(folder, name, '..', specifier);
        const isOwn = specifier.startsWith('.') && target.startsWith(`${folder}/`);
        if (!isOwn && !allowed.test(specifier)) foreign.push(`${name}: ${specifier}`);
      }
    }
    expect(foreign).to.deep.equal([]);
  });
});
