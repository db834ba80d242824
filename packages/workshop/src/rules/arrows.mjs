import { importsOf, resolveImport, withoutComments } from './imports.mjs';
import { sourcesOf } from './tree.mjs';

/** @typedef {import('./tree.mjs').Rule} Rule */

/**
 * No relative import leaves its project, and no service is imported by name.
 * @type {Rule}
 */
export function staysInProject(tree) {
  return sourcesOf(tree).flatMap(({ path, text, project }) =>
    importsOf(text).flatMap((specifier) => {
      const target = resolveImport(path, specifier);
      if (target !== undefined && !target.startsWith(`${project}/`)) {
        return [{ path, message: `imports ${specifier}, which is outside ${project}` }];
      }
      return /^(media-service|sts-service|test-e2e)(\/|$)/.test(specifier)
        ? [{ path, message: `imports the project ${specifier}` }]
        : [];
    }),
  );
}

/**
 * Between the packages and the services: common ← contracts ← services and test-e2e.
 * @type {Rule}
 */
export function packageArrows(tree) {
  const allowed = (/** @type {string} */ project) => {
    if (project === 'packages/common' || project === 'packages/workshop') return [];
    return project === 'packages/contracts' ? ['common'] : ['common', 'contracts'];
  };
  return sourcesOf(tree).flatMap(({ path, text, project }) =>
    importsOf(text)
      .filter((specifier) => specifier.startsWith('@dubbing/'))
      .filter((specifier) => !allowed(project).includes(specifier.split('/')[1] ?? ''))
      .map((specifier) => ({ path, message: `imports ${specifier}, against the arrow` })),
  );
}

/**
 * Configuration is read in one place of each service.
 * @type {Rule}
 */
export function environmentInConfigOnly(tree) {
  return sourcesOf(tree)
    .filter(
      ({ path, project, inTests }) =>
        project.startsWith('services/') && !inTests && path !== `${project}/src/config.ts`,
    )
    .filter(({ text }) => withoutComments(text).includes('process.env'))
    .map(({ path }) => ({ path, message: 'reads process.env; only config.ts may' }));
}

/** Native code and models have one door each. */
const doors = [
  { name: 'gstreamer-superficial', folder: 'services/media-service/src/gst/' },
  { name: 'onnxruntime-node', folder: /^services\/(media|sts)-service\/src\/onnx\// },
  { name: 'koffi', folder: /^services\/sts-service\/src\/asr\// },
];

/** @type {Rule} */
export function oneDoorForNativeCode(tree) {
  return sourcesOf(tree)
    .filter(({ inTests }) => !inTests)
    .flatMap(({ path, text }) => {
      const imports = importsOf(text);
      return doors
        .filter(({ name }) => imports.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)))
        .filter(({ folder }) => (typeof folder === 'string' ? !path.startsWith(folder) : !folder.test(path)))
        .map(({ name }) => ({ path, message: `imports ${name}; only its own folder may` }));
    });
}

const stages = [
  'ingest',
  'separate',
  'segment',
  'sts-client',
  'timeline',
  'delay',
  'mix',
  'encode',
  'publish',
  'hls',
  'as-run',
];
const engines = ['asr', 'translation', 'tts'];

/**
 * Which folders of a service's `src` may not import which.
 * @type {readonly { service: string, from: readonly string[], to: readonly string[] }[]}
 */
const walls = [
  ...stages.map((stage) => ({
    service: 'media-service',
    from: [stage],
    to: [...stages.filter((other) => other !== stage), 'worker', 'streams', 'http', 'cli'],
  })),
  {
    service: 'media-service',
    from: ['gst', 'onnx', 'mp4', 'mpegts'],
    to: [...stages, 'worker', 'streams', 'http', 'cli'],
  },
  {
    service: 'media-service',
    from: ['media'],
    to: [...stages, 'gst', 'onnx', 'mp4', 'mpegts', 'worker', 'streams', 'http', 'cli'],
  },
  {
    service: 'media-service',
    from: ['streams'],
    to: [...stages.filter((stage) => stage !== 'hls'), 'gst', 'http', 'cli'],
  },
  { service: 'media-service', from: ['worker'], to: ['http', 'streams', 'cli'] },
  { service: 'sts-service', from: ['pipeline'], to: [...engines, 'onnx', 'engine-host', 'session', 'api'] },
  { service: 'sts-service', from: ['models'], to: [...engines, 'engine-host', 'pipeline', 'session', 'api'] },
  { service: 'sts-service', from: ['session'], to: [...engines, 'onnx', 'engine-host', 'api'] },
  { service: 'sts-service', from: ['api'], to: [...engines, 'onnx', 'engine-host'] },
  ...engines.map((engine) => ({
    service: 'sts-service',
    from: [engine],
    to: [...engines.filter((other) => other !== engine), 'session', 'api'],
  })),
];

/** @type {Rule} */
export function walledFolders(tree) {
  return sourcesOf(tree)
    .filter(({ project, inTests }) => project.startsWith('services/') && !inTests)
    .flatMap(({ path, text, project }) => {
      const source = `${project}/src/`;
      const folder = path.slice(source.length).split('/')[0] ?? '';
      const forbidden = new Set(
        walls
          .filter(({ service, from }) => project === `services/${service}` && from.includes(folder))
          .flatMap(({ to }) => to),
      );
      return importsOf(text)
        .map((specifier) => resolveImport(path, specifier))
        .filter((target) => target?.startsWith(source) === true)
        .map((target) => target?.slice(source.length).split('/')[0] ?? '')
        .filter((target) => forbidden.has(target))
        .map((target) => ({ path, message: `${folder} imports ${target}, against the arrow` }));
    });
}
