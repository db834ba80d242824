import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { openRegistry } from '../../../src/registry/open.mjs';
import { packageUrl } from '../../../src/registry/packument.mjs';
import { WorkshopError } from '../../../src/workshop-error.mjs';
import { settingsIn } from '../../support/embedded-registry.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const { signal } = new AbortController();

describe('The private registry', function () {
  this.timeout(120_000);
  /** @type {string} */
  let folder;
  /** @type {import('../../../src/registry/open.mjs').OpenRegistry} */
  let registry;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dubbing-registry-'));
    registry = await openRegistry(signal, await settingsIn(folder));
  });
  after(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses a publication without its user', async () => {
    const response = await fetch(packageUrl(registry.url, '@dubbing/common'), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: '@dubbing/common', versions: {} }),
    });
    expect(response.status).to.be.oneOf([401, 403]);
  });

  it('refuses a second user', async () => {
    const response = await fetch(new URL('-/user/org.couchdb.user:mallory', registry.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'mallory', password: 'correct horse' }),
    });
    expect(response.status).to.be.oneOf([401, 403, 409]);
  });

  it('keeps the password of its user to its owner', async () => {
    const text = await readFile(join(folder, 'htpasswd'), 'utf8');
    expect(text).to.match(/^dubbing:\$2/);
  });

  it('says which variable gives it another port when its own is busy', () =>
    withFiles({}, async (other) => {
      const settings = await settingsIn(other);
      const squatter = createServer().listen(settings.port, '127.0.0.1');
      await once(squatter, 'listening');
      const error = /** @type {WorkshopError} */ (
        await openRegistry(signal, settings).catch((/** @type {unknown} */ thrown) => thrown)
      );
      squatter.close();
      expect(error).to.be.instanceOf(WorkshopError);
      expect(error.message).to.include(`port ${settings.port}`);
      expect(error.advice).to.include('DUBBING_REGISTRY_PORT');
    }));
});
