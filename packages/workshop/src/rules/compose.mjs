import { settingsOf } from './tables.mjs';
import { textAt } from './tree.mjs';
import { yamlAt } from './yaml.mjs';

/**
 * @typedef {import('./tree.mjs').Tree} Tree
 * @typedef {import('./tree.mjs').Fault} Fault
 *
 * @typedef {object} Container What is looked at of a container.
 * @property {string} [image]
 * @property {boolean} [read_only]
 * @property {string[]} [cap_drop]
 * @property {string[]} [security_opt]
 * @property {string} [restart]
 * @property {boolean} [privileged]
 * @property {string} [network_mode]
 * @property {unknown} [healthcheck]
 * @property {string} [stop_grace_period]
 * @property {string} [user]
 * @property {string[]} [tmpfs]
 * @property {string[]} [profiles]
 * @property {Record<string, unknown>} [environment]
 * @property {string[]} [ports]
 * @property {string[]} [volumes]
 * @property {{ context: string, dockerfile: string, args?: Record<string, string> }} [build]
 * @property {{ resources?: { limits?: { memory?: string }, reservations?: { devices?: Device[] } } }} [deploy]
 *
 * @typedef {{ driver?: string, capabilities?: string[] }} Device
 *
 * @typedef {{ path: string, name: string, container: Container }} Composed
 */

export const composeFiles = ['dockerfiles/compose.yaml', 'dockerfiles/compose.sts.yaml'];
export const exampleFile = 'dockerfiles/.env.example';

/**
 * @param {Tree} tree
 * @returns {Composed[]} The containers of both files.
 */
export const containersOf = (tree) =>
  composeFiles.flatMap((path) => {
    const composed = /** @type {{ services?: Record<string, Container> } | undefined} */ (yamlAt(tree, path));
    return Object.entries(composed?.services ?? {}).map(([name, container]) => ({ path, name, container }));
  });

/**
 * The service of the repository that a container runs.
 * @param {string} name
 */
export const serviceOf = (name) => /^(media-service|sts-service)(-gpu)?$/.exec(name)?.[1];

/**
 * A variable of the form `${NAME}`, `${NAME:-value}`, `${NAME:?message}` or `${NAME?message}`.
 * @typedef {{ path: string, name: string, sign: string, word: string }} Variable
 *
 * @param {Tree} tree
 * @returns {Variable[]}
 */
export function variablesOf(tree) {
  // A default may hold a variable itself, as `${A:-${B}/c}` does.
  const form = /(?<!\$)\$\{(\w+)(?:(:?[-?])((?:[^{}]|\$\{\w+\})*))?\}/g;
  return composeFiles.flatMap((path) => {
    const code = textAt(tree, path).replaceAll(/^ *#.*$/gm, '');
    return [...code.matchAll(form)].map(([, name = '', sign = '', word = '']) => ({ path, name, sign, word }));
  });
}

/** Read by compose itself, so that no file has them in it. */
const ofCompose = new Set(['COMPOSE_PROFILES']);

/**
 * What compose asks for can be filled in, what is written there is what holds without it, and it holds no secret.
 * @type {import('./tree.mjs').Rule}
 */
export function exampleHasAll(tree) {
  const variables = variablesOf(tree);
  const lines = textAt(tree, exampleFile).matchAll(/^(\w+)=(.*)$/gm);
  const written = new Map([...lines].map(([, name = '', value = '']) => [name, value]));
  const fault = (/** @type {string} */ message) => ({ path: exampleFile, message });
  const names = new Set(variables.map(({ name }) => name));
  return [
    ...[...names].filter((name) => !written.has(name)).map((name) => fault(`${name} of compose is missing`)),
    ...[...written.keys()]
      .filter((name) => !names.has(name) && !ofCompose.has(name))
      .map((name) => fault(`${name} is nothing that compose uses`)),
    ...variables.flatMap(({ name, sign, word }) => {
      const value = written.get(name);
      if (value === undefined) return [];
      if (sign === ':?') return value === '' ? [] : [fault(`${name} has a value; a secret is made by who deploys`)];
      return sign === ':-' && value !== word ? [fault(`${name} is ${value}, and without it ${word} holds`)] : [];
    }),
  ];
}

/**
 * The services are told of settings that they have, and of secrets by variables that have to be there.
 * @type {import('./tree.mjs').Rule}
 */
export function composeSetsWhatIsRead(tree) {
  const settings = settingsOf(tree);
  return containersOf(tree).flatMap(({ path, name, container }) => {
    const service = serviceOf(name);
    return Object.entries(container.environment ?? {}).flatMap(([variable, value]) => {
      const setting = settings.find((each) => each.env === variable && (!service || each.service === service));
      const fault = (/** @type {string} */ message) => [{ path, message: `${name}: ${variable} ${message}` }];
      if (service !== undefined && setting === undefined) return fault(`is no setting of ${service}`);
      const secret = setting?.secret ?? /SECRET|PASSWORD|TOKEN|KEY|AUTH/.test(variable);
      return secret && !/\$\{\w+:\?/.test(String(value))
        ? fault('is a secret and needs a variable that has to be there')
        : [];
    });
  });
}

/** Read by dockerfiles/mediamtx-hook.sh, in the container of MediaMTX. */
const ofTheHook = ['MEDIA_SERVICE_URL', 'MEDIA_HOOK_SECRET', 'MEDIA_HOOK_SECRET_FILE'];

/**
 * Whoever deploys reads of no variable that nobody reads.
 * @type {import('./tree.mjs').Rule}
 */
export function variablesAreRead(tree) {
  const known = new Set([
    ...settingsOf(tree).map(({ env }) => env),
    ...variablesOf(tree).map(({ name }) => name),
    ...ofTheHook,
  ]);
  return tree.files
    .filter(({ path }) => path === 'docs/operations.md' || path.startsWith('dockerfiles/'))
    .flatMap(({ path, text }) => {
      const named = new Set(text.match(/\b(?:MEDIA|STS)_[A-Z0-9_]+\b/g));
      return [...named].filter((name) => !known.has(name)).map((name) => ({ path, message: `nothing reads ${name}` }));
    });
}
