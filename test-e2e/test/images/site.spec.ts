import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { serviceEnvironment } from '../../src/config.js';
import { builtImage } from '../../src/containers/built-images.js';
import { interfaceNames, namespaceNames } from '../../src/containers/network.js';
import { placesOf } from '../../src/containers/places.js';
import { ContainerSite } from '../../src/containers/site.js';
import { eventually } from '../../src/eventually.js';
import { requireContainers } from '../support/containers.js';

/** What of a run is left on this machine. */
async function remainsOf(id: string): Promise<string[]> {
  const names = [...(await interfaceNames()), ...(await namespaceNames())].filter((name) => name.includes(id));
  return existsSync(placesOf(id).dir) ? [...names, placesOf(id).dir] : names;
}

const lives = (pid: number): boolean => existsSync(`/proc/${pid}`);

describe('where containers run', function () {
  this.timeout(60_000);
  let dir: string | undefined;

  before(async function () {
    await requireContainers(this);
    dir = await mkdtemp(join(tmpdir(), 'dubbing-site-'));
  });

  after(async () => dir !== undefined && rm(dir, { recursive: true, force: true }));

  it('finds them by name, each with a loopback of its own, and leaves nothing behind', async () => {
    const site = await ContainerSite.open(dir ?? '');
    const { id } = site.places;
    try {
      const image = await builtImage('sts-service-cpu');
      const serve = `require('http').createServer((q,s)=>s.end(require('os').hostname())).listen(8090)`;
      const first = await site.run({ name: 'first', image, command: ['node', '-e', serve] });
      const second = await site.run({ name: 'second', image, command: ['sleep', '60'] });
      const ask = (host: string): string[] => [
        'node',
        '-e',
        `fetch('http://${host}:8090').then(async (a) => console.log(await a.text()), () => console.log('nobody'))`,
      ];
      await first.until('to serve', 20_000, async () => (await fetch(`http://${first.address}:8090`)).ok);
      expect((await second.run(ask('first'))).output).to.equal('first');
      expect((await second.run(ask('localhost'))).output).to.equal('nobody');
      expect(await remainsOf(id)).to.have.length.greaterThan(3);
    } finally {
      await site.close();
    }
    expect(await remainsOf(id)).to.deep.equal([]);
  });

  it('is cleared away when the process that opened it is killed', async () => {
    const program = fileURLToPath(new URL('../support/hold-site.js', import.meta.url));
    const holder = spawn(process.execPath, [program, dir ?? ''], {
      env: serviceEnvironment({}),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(holder.stdout, 'data')) as [Buffer];
    const { id, pid } = JSON.parse(text.toString()) as { id: string; pid: number };
    expect(lives(pid)).to.equal(true);
    expect(await remainsOf(id)).to.have.length.greaterThan(3);
    holder.kill('SIGKILL');
    await eventually(async () => !lives(pid) && (await remainsOf(id)).length === 0, {
      what: 'the site of a killed process to be cleared away',
      deadlineMs: 20_000,
    });
  });
});
