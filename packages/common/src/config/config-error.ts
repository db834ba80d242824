import { DubbingError } from '../errors/dubbing-error.js';
import { errorCodes } from '../errors/error-codes.js';

export interface ConfigFault {
  /** Name of the field in the file. */
  readonly field: string;
  /** Where the value came from: `environment STS_PORT`, `file PATH`, `command line`. */
  readonly source: string;
  readonly message: string;
}

/** All the faults of a configuration together, so that they can be mended in one go. */
export class ConfigError extends DubbingError {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[], cause?: unknown) {
    const lines = faults.map((f) => `  ${f.field}: ${f.message} (${f.source})`);
    super(errorCodes.CONFIG_INVALID, `the configuration is not valid:\n${lines.join('\n')}`, {
      field: faults[0]?.field,
      source: faults[0]?.source,
      cause,
    });
    this.faults = faults;
  }
}
