import { parseConfigArgument } from '@dubbing/common';
import { loadConfig, modelsDirOf } from '../../config.js';
import { readModelsArguments } from './arguments.js';
import { exitCodeOf } from './exit-codes.js';
import { complain, runModelsCommand } from './run.js';
import type { Terminal } from './terminal.js';

export interface ModelsOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The whole command, from its arguments to its exit code. Never throws. */
export async function models(argv: readonly string[], { terminal, signal, env }: ModelsOptions): Promise<number> {
  try {
    const command = readModelsArguments(argv);
    const config = loadConfig(parseConfigArgument(argv), env);
    return await runModelsCommand(command, {
      config: { ...config, modelsDir: modelsDirOf(config, env) },
      terminal,
      signal,
    });
  } catch (error) {
    complain(error, terminal);
    return exitCodeOf(error);
  }
}
