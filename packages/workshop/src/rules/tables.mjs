/**
 * A row of docs/settings.md. The services' own tests hold the table against their schemas.
 * @typedef {{ service: string, env: string, default: string, secret: boolean }} Setting
 *
 * @param {import('./tree.mjs').Tree} tree
 * @returns {Setting[]}
 */
export const settingsOf = (tree) =>
  rowsOf(tree, 'docs/settings.md', 7).map(([service = '', env = '', , , value = '', secret = '']) => ({
    service,
    env,
    default: value,
    secret: secret === 'yes',
  }));

/**
 * A row of docs/metrics.md. The services' own tests hold the table against what they export.
 * @typedef {{ service: string, name: string, type: string, labels: string[] }} Metric
 *
 * @param {import('./tree.mjs').Tree} tree
 * @returns {Metric[]}
 */
export const metricsOf = (tree) =>
  rowsOf(tree, 'docs/metrics.md', 5).map(([service = '', name = '', type = '', labels = '']) => ({
    service,
    name,
    type,
    labels: labels === '' ? [] : labels.split(', '),
  }));

/**
 * The rows of a page's tables that have so many columns, without their heads; cells without the signs of code.
 *
 * @param {import('./tree.mjs').Tree} tree
 * @param {string} path
 * @param {number} columns
 */
function rowsOf({ files }, path, columns) {
  const page = files.find((file) => file.path === path)?.text ?? '';
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
    .filter((cells) => cells.length === columns && cells[0] !== 'Service' && !/^-+$/.test(cells[0] ?? ''));
}
