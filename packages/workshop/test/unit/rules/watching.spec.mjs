import { expect } from 'chai';
import {
  alertsAreTriedAndExplained,
  dashboardsAreWhole,
  selectorsOf,
  watchesWhatIsExported,
} from '../../../src/rules/watching.mjs';

const metrics = `
| Service       | Metric        | Type      | Labels           | Meaning |
| ------------- | ------------- | --------- | ---------------- | ------- |
| media-service | \`media_state\` | gauge     | stream, language | What.   |
| sts-service   | \`sts_seconds\` | histogram | stage            | What.   |
`;
const alerts = 'dockerfiles/prometheus/alerts.yml';
const tests = 'dockerfiles/prometheus/alerts.test.yml';
const sources = 'dockerfiles/grafana/provisioning/datasources/prometheus.yml';

/** @param {Record<string, string>} files */
const treeOf = (files) => ({
  root: '',
  has: () => true,
  files: Object.entries({ 'docs/metrics.md': metrics, ...files }).map(([path, text]) => ({ path, text })),
});
/** @param {string} expr */
const alerting = (expr) => treeOf({ [alerts]: JSON.stringify({ groups: [{ rules: [{ alert: 'Away', expr }] }] }) });
/** @param {string} expr */
const faultsOf = (expr) => watchesWhatIsExported(alerting(expr)).map(({ message }) => message);

describe('What an expression asks', () => {
  it('is metrics and labels, not functions, words, groupings and texts', () => {
    const expr = `sum by (a, b) (rate(one{c="x, d=y", e=~"f|g"}[5m])) / clamp_min(two, 3e2) > 0.5
      and on (h) three{i!="}"} == 1 or vector(0)`;
    expect(selectorsOf(expr)).to.deep.equal([
      { name: 'one', labels: ['c', 'e'] },
      { name: 'two', labels: [] },
      { name: 'three', labels: ['i'] },
    ]);
  });
});

describe('Alerts and dashboards', () => {
  it('may ask for what is exported', () => {
    expect(
      faultsOf('media_state{stream="a", instance="b"} + histogram_quantile(0.5, rate(sts_seconds_bucket{le="1"}[1m]))'),
    ).to.deep.equal([]);
    expect(faultsOf('up{job="x"} == 0')).to.deep.equal([]);
  });
  it('may not ask for what nobody exports, nor by labels that it has not', () => {
    expect(faultsOf('media_status > 0')).to.deep.equal(['Away: media_status is in no row of docs/metrics.md']);
    expect(faultsOf('sts_seconds > 0')).to.deep.equal(['Away: sts_seconds is in no row of docs/metrics.md']);
    expect(faultsOf('media_state{state="live"} > 0')).to.deep.equal(['Away: media_state has no label state']);
  });
  it('have to be tried and told of', () => {
    expect(alertsAreTriedAndExplained(alerting('up')).map(({ path }) => path)).to.deep.equal([
      tests,
      'docs/operations.md',
    ]);
    const { files } = alerting('up');
    const more = { [tests]: 'labels: {alertname="Away"}', 'docs/operations.md': 'When `Away` fires' };
    const tree = treeOf({ ...Object.fromEntries(files.map(({ path, text }) => [path, text])), ...more });
    expect(alertsAreTriedAndExplained(tree)).to.deep.equal([]);
  });
  it('have uids, ids, data and variables in order', () => {
    const panel = (/** @type {number} */ id, uid = 'prometheus') => ({
      id,
      title: 'P',
      datasource: { uid },
      targets: [{ expr: 'up' }],
    });
    const dashboard = (/** @type {unknown[]} */ panels, /** @type {unknown[]} */ list = []) =>
      JSON.stringify({ uid: 'same', panels, annotations: { list: [] }, templating: { list } });
    const tree = treeOf({
      [sources]: 'datasources: [{ uid: prometheus }]',
      'dockerfiles/grafana/dashboards/a.json': dashboard([panel(1), panel(1)]),
      'dockerfiles/grafana/dashboards/b.json': dashboard([panel(1), panel(2, 'loki')], [{ name: 'stream' }]),
    });
    expect(dashboardsAreWhole(tree).map(({ message }) => message)).to.deep.equal([
      'two panels have the id 1',
      'has the uid of dockerfiles/grafana/dashboards/a.json',
      `P: its data source is not in ${sources}`,
      'the variable stream is used nowhere',
    ]);
  });
});
