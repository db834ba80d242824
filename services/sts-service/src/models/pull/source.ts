/** What a source tells of a file before it is fetched. */
export interface StatedFile {
  readonly bytes?: number;
  readonly sha256?: string;
  /** SHA-1 of a git blob, which is what hubs tell of files that are small enough to lie in git itself. */
  readonly gitSha1?: string;
}

export interface StatedModel {
  /** What the revision means now. Absent where the source has no commits. */
  readonly commit?: string;
  /** By path in the repository. */
  readonly files: ReadonlyMap<string, StatedFile>;
}

export interface WantedModel {
  readonly name: string;
  readonly repository: string;
  readonly revision: string;
  /** Paths in the repository, and in the folder of a model that was pulled. */
  readonly files: readonly { readonly path: string; readonly from: string }[];
}

export interface OpenOptions {
  /** The first byte that is wanted. */
  readonly offset: number;
  /** What the first bytes were told to be a part of; with another one the file begins anew. */
  readonly validator?: string | undefined;
  /** Whether what is put together of two files would be noticed. Without it or a validator a file begins anew. */
  readonly checked: boolean;
  readonly signal: AbortSignal;
}

export interface OpenedFile {
  /** Where the bytes begin: the offset that was asked for, or 0. */
  readonly offset: number;
  /** Of the whole file. */
  readonly totalBytes?: number;
  readonly validator?: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Lets go of what was not read. */
  close(): Promise<void>;
}

/** Where models come from: a hub, a mirror of one, or a folder. */
export interface ModelSource {
  /** For people and the lock: the URL without credentials. */
  readonly place: string;
  /** @throws DubbingError MODEL_HUB_… */
  state(model: WantedModel, signal: AbortSignal): Promise<StatedModel>;
  /** @throws Transient, DubbingError MODEL_HUB_… */
  open(model: WantedModel, commit: string | undefined, from: string, options: OpenOptions): Promise<OpenedFile>;
}
