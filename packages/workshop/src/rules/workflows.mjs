import { parse } from 'yaml';
import { partNames } from '../parts/table.mjs';
import { jsonAt } from './tree.mjs';

/**
 * @typedef {{ run?: string, uses?: string }} Step
 * @typedef {{ container?: string | { image: string }, needs?: string | string[], strategy?: { matrix?: Record<string, unknown> }, steps?: Step[] }} Job
 * @typedef {{ jobs?: Record<string, Job> }} Workflow
 * @typedef {{ scripts?: Record<string, string>, engines?: { node?: string } }} Manifest
 */

const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/**
 * What the build server runs is there, and it runs everything that there is, on the versions of Node that the manifest
 * promises.
 *
 * @type {import('./tree.mjs').Rule}
 */
export function workflowsRunWhatThereIs(tree) {
  const manifest = /** @type {Manifest} */ (jsonAt(tree, 'package.json') ?? {});
  const files = tree.files.filter(({ path }) => workflow.test(path));
  if (files.length === 0) return [];
  const jobs = files.flatMap(({ path, text }) => jobsOf(path, text));
  const commands = jobs.flatMap(({ commands: own }) => own);
  const ran = new Set(commands.flatMap(scriptsIn));

  const wanted = Object.keys(manifest.scripts ?? {}).filter((name) => name.startsWith('test:'));
  const everything = [...wanted, ...partNames.map((name) => `test:${name}`), ...checks];
  const at = files[0]?.path ?? '';
  return [
    ...jobs.flatMap(({ path, name, commands: own }) =>
      own
        .flatMap(scriptsIn)
        .filter((script) => manifest.scripts?.[script] === undefined)
        .map((script) => ({
          path,
          message: `the job ${name} runs \`npm run ${script}\`, and there is no such script`,
        })),
    ),
    ...[...new Set(everything)]
      .filter((script) => !ran.has(script))
      .map((script) => ({ path: at, message: `no job runs \`npm run ${script}\`` })),
    ...jobs
      .filter(({ commands: own }) => own.some((command) => /\brelease:publish\b/.test(command)))
      .flatMap(({ path, name, needs }) =>
        jobs
          .filter((other) => other.name !== name && !needs.includes(other.name))
          .map((other) => ({ path, message: `the job ${name} does not need ${other.name}` })),
      ),
    ...nodeFaults(jobs, manifest.engines?.node ?? '*', at),
    ...jobs.flatMap(({ path, name, uses }) =>
      uses
        .filter((action) => !/@v\d+$/.test(action))
        .map((action) => ({ path, message: `the job ${name} does not name a major version of ${action}` })),
    ),
  ];
}

/** Of the whole repository, beside the tests. */
const checks = ['lint', 'format:check', 'typecheck'];

/**
 * A job with its matrix spelt out.
 * @typedef {{ path: string, name: string, commands: string[], uses: string[], nodes: number[], needs: string[] }} SpeltJob
 *
 * @param {string} path
 * @param {string} text
 * @returns {SpeltJob[]}
 */
function jobsOf(path, text) {
  const { jobs = {} } = /** @type {Workflow} */ (parse(text));
  return Object.entries(jobs).map(([name, { container = '', needs = [], strategy, steps = [] }]) => {
    const spell = spellings(strategy?.matrix ?? {});
    return {
      path,
      name,
      commands: steps.flatMap(({ run = '' }) => spell(run)),
      needs: [needs].flat(),
      uses: steps.flatMap(({ uses }) => uses ?? []),
      nodes: spell(typeof container === 'string' ? container : container.image).map((image) =>
        Number(/^node:(\d+)/.exec(image)?.[1]),
      ),
    };
  });
}

/**
 * @param {Record<string, unknown>} matrix
 * @returns {(text: string) => string[]} A text with each value of the matrix in it.
 */
const spellings = (matrix) => (text) =>
  Object.entries(matrix).reduce(
    (texts, [key, values]) =>
      texts.flatMap((each) => {
        const place = new RegExp(`\\$\\{\\{\\s*matrix\\.${key}\\s*\\}\\}`, 'g');
        return Array.isArray(values) && place.test(each)
          ? values.map((value) => each.replace(place, String(value)))
          : [each];
      }),
    [text],
  );

/** @param {string} command */
const scriptsIn = (command) => [...command.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);

/**
 * @param {readonly SpeltJob[]} jobs
 * @param {string} engines Of the form `^20.19.0 || ^22.12.0 || >=24.0.0`.
 * @param {string} path
 */
function nodeFaults(jobs, engines, path) {
  const ranges = engines.split('||').map((range) => /^\s*(\^|>=)(\d+)/.exec(range));
  const taken = (/** @type {number} */ major) =>
    ranges.some((range) => (range?.[1] === '>=' ? major >= Number(range[2]) : major === Number(range?.[2])));
  const ends = [ranges.at(0), ranges.at(-1)].map((range) => Number(range?.[2]));
  return jobs.flatMap(({ name, nodes }) => [
    ...nodes
      .filter((major) => !taken(major))
      .map((major) => ({ path, message: `the job ${name} runs Node ${major}; package.json wants ${engines}` })),
    // A release is made once; what is tested is tested with the oldest and with the newest that the manifest names.
    ...ends
      .filter((major) => name !== 'release' && !nodes.includes(major))
      .map((major) => ({ path, message: `the job ${name} does not run Node ${major}` })),
  ]);
}
