import type { Languages, Licence, ModelEngine, ModelStage } from '../model.js';

/** One file of a model: where it lies in the model's folder, and where in the repository. */
export interface CatalogueFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Path in the repository. A quantised graph is stored under the name that its engine looks for. */
  readonly from: string;
  /** Pinned here, else the hub's own statement is what the file is held to. */
  readonly sha256?: string;
  readonly bytes?: number;
}

/** A model that can be pulled. */
export interface ModelEntry {
  readonly name: string;
  readonly engine: ModelEngine;
  readonly stage: ModelStage;
  /** `owner/name` on the hub. */
  readonly repository: string;
  /** Commit, tag or branch. One that can move is resolved to a commit when the model is pulled. */
  readonly revision: string;
  readonly licence: Licence;
  readonly languages: Languages;
  readonly sourceLanguages?: Languages;
  /** Of all files together, rounded, for people. */
  readonly megabytes?: number;
  readonly files: readonly CatalogueFile[];
}
