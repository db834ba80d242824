import type { SecretDigest } from './secret.js';

/** Who may read a kind of path: anyone, who has a read key, or the service alone. */
export const readPolicies = ['public', 'keys', 'private'] as const;
export type ReadPolicy = (typeof readPolicies)[number];

/** The name under which a key is good for every stream. */
export const anyStream = '*';

/** What opens a stream; without a digest everything does. */
export interface StreamKey {
  /** The name of a stream, or `*`. */
  readonly stream: string;
  readonly digest?: SecretDigest;
}

/** What the access file says. It travels to the embedded media server's process as JSON. */
export interface AccessRules {
  readonly publishKeys: readonly StreamKey[];
  readonly readKeys: readonly StreamKey[];
  readonly readSources: ReadPolicy;
  readonly readDubs: ReadPolicy;
}
