import { WorkshopError } from '../workshop-error.mjs';
import { linksInPlace, wishedLinks } from './state.mjs';

/**
 * What a test has shown with the working copies in place of the pinned packages says nothing about what will be deployed:
 * a build server must not take it for an answer, and a person is told.
 *
 * @param {{ links: readonly string[], wished: readonly string[], env: NodeJS.ProcessEnv }} state
 *   `links`: paths that are links; `wished`: projects that the next installation will link.
 * @returns {string | undefined} What to tell; undefined where nothing is linked.
 */
export function wordOnLinks({ links, wished, env }) {
  if (links.length === 0 && wished.length === 0) return undefined;
  if (isSet(env['CI'])) {
    const told = links.length === 0 ? [`of ${wished.join(', ')}, as soon as they are installed`] : links;
    throw new WorkshopError(`In CI tests run with the pinned packages, and there are links:\n  ${told.join('\n  ')}`, {
      advice: 'Run `npm run unlink`.',
    });
  }
  const line = '!'.repeat(78);
  return [
    line,
    '! LINKED: the working copies of the packages are tested, not the versions that are pinned.',
    '! What passes here may fail when it is deployed. `npm run unlink` goes back to the pins.',
    line,
  ].join('\n');
}

/**
 * The word on the links of this repository.
 * @param {NodeJS.ProcessEnv} [env]
 */
export const holdPinned = async (env = process.env) =>
  wordOnLinks({ links: await linksInPlace(), wished: await wishedLinks(), env });

/** @param {string | undefined} value */
const isSet = (value) => value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
