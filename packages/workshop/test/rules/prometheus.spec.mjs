import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRepository, repositoryRoot } from '../../src/paths.mjs';
import { readTree } from '../../src/rules/tree.mjs';
import { dashboardsOf } from '../../src/rules/watching.mjs';

const run = promisify(execFile);
const folder = inRepository('dockerfiles', 'prometheus');

/** @param {...string} args */
const promtool = (...args) => run('promtool', args, { cwd: folder });

/**
 * A panel's expression with the time ranges and choices that Grafana puts in.
 * @param {string} expr
 */
const filledIn = (expr) => expr.replaceAll(/\$\w+/g, '.*');

describe('What Prometheus is told', function () {
  this.timeout(60_000);

  before(async function () {
    try {
      await promtool('--version');
    } catch {
      process.stdout.write('      skipped: there is no promtool on the PATH (Debian: prometheus)\n');
      this.skip();
    }
  });

  it('is a configuration and rules that it takes', async () => {
    expect((await promtool('check', 'config', 'prometheus.yml')).stdout).to.contain('SUCCESS');
    expect((await promtool('check', 'rules', 'alerts.yml')).stdout).to.contain('SUCCESS');
  });

  it('fires the alerts on what they are for, and on nothing else', async () => {
    expect((await promtool('test', 'rules', 'alerts.test.yml')).stdout).to.contain('SUCCESS');
  });

  it('is asked by dashboards in its own language', async () => {
    const dashboards = dashboardsOf(await readTree(repositoryRoot));
    expect(dashboards).not.to.have.lengthOf(0);
    const at = await mkdtemp(join(tmpdir(), 'dashboards-'));
    try {
      for (const { path, dashboard } of dashboards) {
        const exprs = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => filledIn(expr)));
        const rules = exprs.map((expr, place) => ({ record: `panel:${place}`, expr }));
        const file = join(at, 'rules.json');
        // JSON is YAML.
        await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
        expect((await promtool('check', 'rules', file)).stdout, path).to.contain(`${exprs.length} rules found`);
      }
    } finally {
      await rm(at, { recursive: true });
    }
  });
});
