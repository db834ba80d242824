import { posix } from 'node:path';
import { containersOf, serviceOf } from './compose.mjs';
import { dockerfileOf } from './containers.mjs';
import { settingsOf } from './tables.mjs';
import { textAt } from './tree.mjs';
import { yamlAt } from './yaml.mjs';

/**
 * @typedef {import('./tree.mjs').Tree} Tree
 * @typedef {import('./tree.mjs').Fault} Fault
 *
 * @typedef {{ targets: string[] }} Targets
 * @typedef {{ static_configs?: Targets[], file_sd_configs?: { files: string[] }[] }} Job
 */

const mediamtxFile = 'dockerfiles/mediamtx.yml';
const prometheusFile = 'dockerfiles/prometheus/prometheus.yml';
const hostAddress = /^\$\{(\w+):-([\d.]+)\}:/;

/** What players and publishers reach from anywhere, by the variable of its address. Everything else is on loopback at first. */
const openToAll = 'FRONT_ADDRESS';

/**
 * @param {Tree} tree
 * @returns {Record<string, string | undefined>} Those values of MediaMTX's configuration that are texts; `yes` is one in its YAML.
 */
function mediamtxOf(tree) {
  const all = Object.entries(/** @type {Record<string, unknown>} */ (yamlAt(tree, mediamtxFile) ?? {}));
  return Object.fromEntries(all.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

/** @param {string} [address] Of the form `:1935` or `host:1935`. */
const portOf = (address) => Number(address?.split(':').at(-1));

/**
 * Only the front door is published to everybody, and where MediaMTX listens is what is published.
 * @type {import('./tree.mjs').Rule}
 */
export function onlyTheFrontDoorIsOpen(tree) {
  const mtx = mediamtxOf(tree);
  const forPlayers = ['rtmp', 'srt', 'hls', 'rtsp', 'webrtc'].filter((name) => mtx[name] === 'yes');
  const listens = forPlayers.map((name) => portOf(mtx[`${name}Address`]));
  return containersOf(tree).flatMap(({ path, name, container }) => {
    const published = (container.ports ?? []).map((text) => ({
      text,
      address: hostAddress.exec(text)?.[1],
      atFirst: hostAddress.exec(text)?.[2],
      port: Number(/:(\d+)(?:\/udp)?$/.exec(text)?.[1]),
    }));
    const fault = (/** @type {string} */ message) => ({ path, message: `${name}: ${message}` });
    return [
      ...published
        .filter(({ address }) => address === undefined)
        .map(({ text }) => fault(`${text} is published without a variable for its address`)),
      ...published
        .filter(({ address, atFirst }) => address !== openToAll && atFirst !== undefined && atFirst !== '127.0.0.1')
        .map(({ text }) => fault(`${text} is published to everybody`)),
      ...(name === 'mediamtx'
        ? differences(
            published.map(({ port }) => port),
            listens,
          )
        : []
      ).map((message) => fault(`${message} (${mediamtxFile})`)),
      ...published
        .filter(({ address }) => address === openToAll && name !== 'mediamtx')
        .map(({ text }) => fault(`${text} is no door for publishers and players`)),
    ];
  });
}

/**
 * @param {readonly number[]} published
 * @param {readonly number[]} listens
 */
const differences = (published, listens) => [
  ...listens
    .filter((port) => !published.includes(port))
    .map((port) => `MediaMTX listens on ${port}, which is not published`),
  ...published
    .filter((port) => !listens.includes(port))
    .map((port) => `${port} is published, and MediaMTX does not listen there`),
];

/**
 * What compose and Prometheus name is there: build files, mounted files, ports of the services, the volumes of the images.
 * @type {import('./tree.mjs').Rule}
 */
export function composeNamesWhatIsThere(tree) {
  const settings = settingsOf(tree);
  const mtx = mediamtxOf(tree);
  /** @type {Record<string, number>} */
  const listens = { mediamtx: portOf(mtx['metricsAddress']), '127.0.0.1': 9090 };
  for (const [service, env] of /** @type {const} */ ([
    ['media-service', 'MEDIA_PORT'],
    ['sts-service', 'STS_PORT'],
  ]))
    listens[service] = Number(settings.find((each) => each.env === env)?.default);
  const containers = containersOf(tree).flatMap(({ path, name, container }) => {
    const fault = (/** @type {string} */ message) => ({ path, message: `${name}: ${message}` });
    const missing = (/** @type {string} */ file) => (tree.has(file) ? [] : [fault(`${file} is missing`)]);
    const { context = '', dockerfile = '' } = container.build ?? {};
    const folder = posix.join('dockerfiles', context);
    const file = posix.join(folder, dockerfile);
    const mounts = (container.volumes ?? []).map((text) => text.replace(/^\$\{\w+:-([^}]*)\}/, '$1').split(':'));
    const service = serviceOf(name);
    const kept = volumesOf(dockerfileOf(tree, container));
    return [
      ...(container.build === undefined ? [] : [...missing(folder), ...missing(file)]),
      ...mounts.flatMap(([source = '']) =>
        // What the operator writes is not in the repository.
        source.startsWith('./') && source !== './config' ? missing(posix.join('dockerfiles', source)) : [],
      ),
      ...kept
        .filter((each) => !mounts.some(([, target]) => target === each))
        .map((each) => fault(`${each} is on no volume`)),
      ...(container.ports ?? [])
        .map((text) => Number(/:(\d+)(?:\/udp)?$/.exec(text)?.[1]))
        .filter((port) => service !== undefined && port !== listens[service])
        .map((port) => fault(`${service} listens on ${listens[service ?? '']}, not ${port}`)),
    ];
  });
  const targets = scrapedBy(tree).flatMap(({ path, target }) => {
    const [host = '', port] = target.split(':');
    return listens[host] === Number(port) ? [] : [{ path, message: `nothing tells its metrics at ${target}` }];
  });
  return [...containers, ...targets];
}

/**
 * @param {string} dockerfile
 * @returns {string[]}
 */
const volumesOf = (dockerfile) =>
  [...dockerfile.matchAll(/^VOLUME \[(.*)\]$/gm)].flatMap(([, list = '']) =>
    [...list.matchAll(/"([^"]+)"/g)].map(([, volume = '']) => volume),
  );

/**
 * @param {Tree} tree
 * @returns {{ path: string, target: string }[]}
 */
function scrapedBy(tree) {
  const prometheus = /** @type {{ scrape_configs?: Job[] } | undefined} */ (yamlAt(tree, prometheusFile));
  const jobs = prometheus?.scrape_configs ?? [];
  const paths = jobs
    .flatMap(({ file_sd_configs: listed = [] }) => listed.flatMap(({ files }) => files))
    .map((file) => posix.join(posix.dirname(prometheusFile), file));
  return [
    ...jobs.flatMap(({ static_configs: fixed = [] }) => asked(prometheusFile, fixed)),
    ...paths.flatMap((path) => asked(path, /** @type {Targets[] | undefined} */ (yamlAt(tree, path)) ?? [])),
  ];
}

/**
 * @param {string} path
 * @param {readonly Targets[]} list
 */
const asked = (path, list) => list.flatMap(({ targets }) => targets.map((target) => ({ path, target })));

const versionFile = 'services/media-service/src/media-server/mediamtx/version.ts';
const pagesWithRange = ['docs/operations.md', 'services/media-service/README.md'];

/**
 * The MediaMTX that compose runs is of a version that media-service knows, and pages tell which it knows.
 * @type {import('./tree.mjs').Rule}
 */
export function mediamtxIsKnown(tree) {
  const containers = containersOf(tree).filter(({ name }) => name === 'mediamtx');
  if (containers.length === 0) return [];
  const [, oldest = '', newest = ''] = /oldest: '([\d.]+)', newest: '([\d.]+)'/.exec(textAt(tree, versionFile)) ?? [];
  const range = `MediaMTX ${oldest} to ${newest}`;
  const minor = (/** @type {string} */ version) => Number(version.split('.')[1]);
  return [
    ...containers.flatMap(({ path, container: { image = '' } }) => {
      const [, version = ''] = /mediamtx:(1\.\d+)\.\d+/.exec(image) ?? [];
      return minor(version) >= minor(oldest) && minor(version) <= minor(newest)
        ? []
        : [{ path, message: `${image} is not of ${range} (${versionFile})` }];
    }),
    ...pagesWithRange
      .filter((path) => !textAt(tree, path).includes(range))
      .map((path) => ({ path, message: `does not tell of ${range} (${versionFile})` })),
  ];
}
