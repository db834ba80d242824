import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findInTree, treeOf } from '../../src/bench/process-usage.js';
import { builtImage } from '../../src/containers/built-images.js';
import type { Container } from '../../src/containers/container.js';
import { ContainerSite } from '../../src/containers/site.js';
import { eventually } from '../../src/eventually.js';
import { requireContainers } from '../support/containers.js';

const services = [
  { name: 'media-service', image: 'media-service-cpu', port: 8080, volume: '/var/lib/dubbing/hls' },
  { name: 'sts-service', image: 'sts-service-cpu', port: 8090, volume: '/models' },
] as const;

const statusOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/status`, 'utf8');

for (const { name, image, port, volume } of services) {
  describe(`the image of ${name}, as it is confined`, function () {
    this.timeout(90_000);
    let dir: string | undefined;
    let site: ContainerSite;
    let service: Container;

    before(async function () {
      await requireContainers(this);
      dir = await mkdtemp(join(tmpdir(), 'dubbing-confined-'));
      site = await ContainerSite.open(dir);
      service = await site.run({ name, image: await builtImage(image) });
      await service.ready(port);
    });

    after(async () => {
      await site?.close();
      if (dir !== undefined) await rm(dir, { recursive: true, force: true });
    });

    /** Another command in the place of the service. */
    const instead = async (...command: string[]): Promise<Container> =>
      site.run({ name: `${name}-instead`, image: await builtImage(image), command });

    it('is run by a user that is not root, without capabilities and without a way to get any', async () => {
      for (const pid of treeOf(service.pid)) {
        const status = await statusOf(pid);
        expect(status).to.match(/^Uid:\s+10001\s+10001\s+10001\s+10001$/m);
        for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
          expect(status, set).to.match(new RegExp(`^${set}:\\s+0+$`, 'm'));
        expect(status).to.match(/^NoNewPrivs:\s+1$/m);
      }
    });

    it('works with a root that nobody can write, and writes its volume and /tmp alone', async () => {
      const { options } = rootMountOf(await readFile(`/proc/${service.pid}/mountinfo`, 'utf8'));
      expect(options).to.include('ro');
      const tried = `for d in / /app /etc /usr/bin /var/log /var/lib/dubbing ${volume} /tmp; do (: > $d/written) 2>/dev/null && echo $d; done; true`;
      const written = (await service.run(['sh', '-c', tried])).output.split('\n');
      expect(written).to.deep.equal([volume, '/tmp']);
    });

    it('has a first process that buries what others leave behind', async () => {
      const container = await instead('sh', '-c', '(sleep 0.1 & sleep 0.1 &) ; exec sleep 60');
      await eventually(() => findInTree(container.pid, 'sleep\u00000.1').length === 0, {
        what: 'the orphans to end',
        deadlineMs: 10_000,
      });
      await eventually(
        async () => {
          const states = await Promise.all(treeOf(container.pid).map(statusOf));
          return states.length === 2 && states.every((status) => !status.includes('State:\tZ'));
        },
        { what: 'no zombie to be left', deadlineMs: 5_000 },
      );
      await container.kill();
    });

    it('is found well by its HEALTHCHECK while it works', async () => {
      const { code, output } = await service.probe();
      expect(code, output).to.equal(0);
    });

    it('is found unwell when nobody listens, in one line', async () => {
      const idle = await instead('sleep', '60');
      const { code, output } = await idle.probe();
      expect(code).to.equal(1);
      expect(output).to.match(/^.+$/);
      await idle.kill();
    });

    it('is found unwell when its service stands still', async () => {
      const main = findInTree(service.pid, 'dist/main.js').find((pid) => pid !== service.pid) ?? 0;
      process.kill(main, 'SIGSTOP');
      try {
        expect((await service.probe()).code).to.not.equal(0);
      } finally {
        process.kill(main, 'SIGCONT');
      }
    });
  });
}

/** The last mount at `/`, which is the one that is seen. */
function rootMountOf(mountinfo: string): { options: string[] } {
  const line = mountinfo
    .split('\n')
    .map((text) => text.split(' '))
    .findLast(([, , , , place]) => place === '/');
  return { options: (line?.[5] ?? '').split(',') };
}
