import { join } from 'node:path';
import { parts } from '../parts/table.mjs';
import { placesOf } from '../link/state.mjs';
import { putWorkingCopy } from '../link/swap.mjs';

/**
 * The working copies in place of a project's pinned packages. Installing takes them away, and this puts them back.
 *
 * @param {import('../parts/table.mjs').PartName} name
 * @returns {import('./stamp.mjs').Step}
 */
export function linkStep(name) {
  const places = placesOf(name);
  return {
    id: `link-${name}`,
    title: `${parts[name].directory}: link the packages`,
    // It is in the working copies alone: what is published has none.
    results: places.map(({ installed }) => join(installed, 'tsconfig.build.json')),
    fingerprint: async () => 'linked',
    run: async () => {
      for (const place of places) await putWorkingCopy(place);
    },
  };
}
