import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { foldersPart } from '../../../src/health/folders-part.js';

describe('foldersPart', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folders-'));
    await writeFile(join(folder, 'file'), '');
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('is well where everything can be written, also in folders that are still to be made, and where nothing is', () => {
    const folders = { hls: folder, 'as-run': join(folder, 'a', 'b'), recordings: undefined };
    expect(foldersPart(folders).health()).to.deep.equal({ status: 'ok' });
  });

  it('is degraded by each that cannot be written, which it names with the reason', () => {
    // The kernel's own files: nobody writes there, root neither.
    const closed = '/proc/sys/kernel/no-folder';
    const { status, problem } = foldersPart({ hls: closed, recordings: folder }).health();
    expect(status).to.equal('degraded');
    expect(problem).to.match(/^hls: \/proc\/sys\/kernel\/no-folder cannot be written \(E\w+\)$/);
  });
});
