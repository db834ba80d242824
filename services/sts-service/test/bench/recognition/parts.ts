/** The parts of a recognition, one after the other, each on what the one before has made. */
export interface Parts {
  features(samples: Float32Array): Promise<void>;
  encode(): Promise<void>;
  /** @returns how many tokens were chosen. */
  decode(): Promise<number>;
}

export interface PartsOptions {
  /** Folder of folders. */
  readonly models: string;
  /** The model's name in it. */
  readonly name: string;
  readonly mostTokens: number;
}
