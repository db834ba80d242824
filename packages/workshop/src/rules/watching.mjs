import { metricsOf } from './tables.mjs';
import { textAt } from './tree.mjs';
import { yamlAt } from './yaml.mjs';

/**
 * @typedef {import('./tree.mjs').Tree} Tree
 * @typedef {{ path: string, what: string, expr: string }} Query
 * @typedef {{ alert: string, expr: string }} Alert
 * @typedef {{ uid: string, panels: { id: number, title: string, datasource?: { uid: string }, targets?: { expr: string }[] }[],
 *   annotations: { list: { expr: string }[] }, templating: { list: { name: string, definition: string }[] } }} Dashboard
 */

export const alertsFile = 'dockerfiles/prometheus/alerts.yml';
const alertTests = 'dockerfiles/prometheus/alerts.test.yml';
const dataSources = 'dockerfiles/grafana/provisioning/datasources/prometheus.yml';

/**
 * @param {Tree} tree
 * @returns {Alert[]}
 */
export function alertsOf(tree) {
  const alerts = /** @type {{ groups: { rules: Alert[] }[] } | undefined} */ (yamlAt(tree, alertsFile));
  return alerts?.groups.flatMap(({ rules }) => rules) ?? [];
}

/**
 * @param {Tree} tree
 * @returns {{ path: string, dashboard: Dashboard }[]}
 */
export const dashboardsOf = (tree) =>
  tree.files
    .filter(({ path }) => /^dockerfiles\/grafana\/dashboards\/[^/]+\.json$/.test(path))
    .map(({ path, text }) => ({ path, dashboard: /** @type {Dashboard} */ (JSON.parse(text)) }));

/**
 * Every expression that alerts and dashboards ask Prometheus.
 * @param {Tree} tree
 * @returns {Query[]}
 */
export const queriesOf = (tree) => [
  ...alertsOf(tree).map(({ alert, expr }) => ({ path: alertsFile, what: alert, expr })),
  ...dashboardsOf(tree).flatMap(({ path, dashboard }) => [
    ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ path, what: title, expr }))),
    ...dashboard.annotations.list.map(({ expr }) => ({ path, what: 'annotations', expr })),
  ]),
];

const words = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'bool',
  'offset',
]);

/**
 * The metrics that an expression names, each with the labels that it is asked by.
 * @param {string} expr
 * @returns {{ name: string, labels: string[] }[]}
 */
export function selectorsOf(expr) {
  const bare = expr
    .replaceAll(/"(?:\\.|[^"\\])*"/g, '""')
    .replaceAll(/\[[^\]]*\]/g, '')
    // Names of labels that results are grouped or joined by.
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/\b([a-zA-Z_:]\w*)\b(?!\s*\()(?:\{([^}]*)\})?/g)]
    .map(([, name = '', inside = '']) => ({
      name,
      labels: [...inside.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label = '']) => label),
    }))
    .filter(({ name }) => !words.has(name));
}

/** What Prometheus adds to every series, and what it makes itself. */
const added = new Set(['job', 'instance', 'le']);
const ofPrometheus = new Map([
  ['up', []],
  ['ALERTS', ['alertname', 'alertstate']],
]);

/**
 * Alerts and dashboards ask for metrics, and by labels, that the page of metrics has.
 * @type {import('./tree.mjs').Rule}
 */
export function watchesWhatIsExported(tree) {
  /** @type {Map<string, readonly string[]>} */
  const exported = new Map(ofPrometheus);
  for (const { name, type, labels } of metricsOf(tree)) {
    const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => `${name}${end}`) : [name];
    for (const each of names) exported.set(each, labels);
  }
  return queriesOf(tree).flatMap(({ path, what, expr }) =>
    selectorsOf(expr).flatMap(({ name, labels }) => {
      const known = exported.get(name);
      if (known === undefined) return [{ path, message: `${what}: ${name} is in no row of docs/metrics.md` }];
      return labels
        .filter((label) => !known.includes(label) && !added.has(label))
        .map((label) => ({ path, message: `${what}: ${name} has no label ${label}` }));
    }),
  );
}

/**
 * Dashboards can be told apart and find their data.
 * @type {import('./tree.mjs').Rule}
 */
export function dashboardsAreWhole(tree) {
  const provisioned = /** @type {{ datasources: { uid: string }[] } | undefined} */ (yamlAt(tree, dataSources));
  const sources = new Set(provisioned?.datasources.map(({ uid }) => uid));
  /** @type {Map<string, string>} */
  const uids = new Map();
  return dashboardsOf(tree).flatMap(({ path, dashboard }) => {
    const ids = dashboard.panels.map(({ id }) => id);
    const twin = uids.get(dashboard.uid);
    uids.set(dashboard.uid, path);
    const queries = JSON.stringify(dashboard);
    return [
      ...(twin === undefined ? [] : [{ path, message: `has the uid of ${twin}` }]),
      ...ids.filter((id, at) => ids.indexOf(id) < at).map((id) => ({ path, message: `two panels have the id ${id}` })),
      ...dashboard.panels
        .filter(({ datasource }) => datasource !== undefined && !sources.has(datasource.uid))
        .map(({ title }) => ({ path, message: `${title}: its data source is not in ${dataSources}` })),
      ...dashboard.templating.list
        .filter(({ name }) => !queries.includes(`$${name}`))
        .map(({ name }) => ({ path, message: `the variable ${name} is used nowhere` })),
    ];
  });
}

/**
 * Each alert is shown to fire on something, and whoever it wakes finds it in the operations page.
 * @type {import('./tree.mjs').Rule}
 */
export function alertsAreTriedAndExplained(tree) {
  const tried = textAt(tree, alertTests);
  const page = textAt(tree, 'docs/operations.md');
  return alertsOf(tree).flatMap(({ alert }) => [
    ...(tried.includes(`alertname="${alert}"`) ? [] : [{ path: alertTests, message: `nothing fires ${alert}` }]),
    ...(page.includes(`\`${alert}\``) ? [] : [{ path: 'docs/operations.md', message: `does not tell of ${alert}` }]),
  ]);
}
