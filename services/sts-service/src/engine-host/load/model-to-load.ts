import type { EngineToLoad } from '../messages.js';

/** A model of the store, with how it shall run. */
export type ModelToLoad = Exclude<EngineToLoad, { readonly engine: 'pocketsphinx' }>;
