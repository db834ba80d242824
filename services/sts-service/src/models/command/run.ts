import { abortError, describeError, maskUrl } from '@dubbing/common';
import type { StsConfig } from '../../config.js';
import { stsError } from '../../errors.js';
import { openModelStore, type ModelStore } from '../model-store.js';
import { defaultLimits, type PullLimits } from '../pull/limits.js';
import { openSource } from '../pull/open-source.js';
import { pullModel } from '../pull/pull-model.js';
import { verifyModel, type Verified } from '../verify/verify-model.js';
import { modelsUsage, type ModelsCommand } from './arguments.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { listModels } from './list.js';
import { inMegabytes } from './megabytes.js';
import { PullProgressLine } from './pull-progress.js';
import type { Terminal } from './terminal.js';

export type ModelsConfig = Pick<
  StsConfig,
  'modelsCatalogues' | 'modelsConnections' | 'modelsHubUrl' | 'modelsStallMs' | 'modelsToken'
> & { readonly modelsDir: string };

export interface CommandContext {
  readonly config: ModelsConfig;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Default `defaultLimits`, with what the configuration says. */
  readonly limits?: PullLimits;
}

/** Runs a command and returns the exit code. @throws DubbingError MODEL_CATALOGUE_INVALID, MODEL_UNAVAILABLE */
export async function runModelsCommand(command: ModelsCommand, context: CommandContext): Promise<number> {
  const { config, terminal } = context;
  if (command.command === 'help') {
    terminal.out(modelsUsage);
    return exitCodes.done;
  }
  const store = openModelStore({ dir: config.modelsDir, catalogues: config.modelsCatalogues });
  switch (command.command) {
    case 'list':
      listModels(store, command, terminal);
      return exitCodes.done;
    case 'path':
      terminal.out(`${installed(store, command.name).folder}\n`);
      return exitCodes.done;
    case 'pull':
      return pullAll(command, store, context);
    case 'verify':
      return verifyAll(command, store, context);
  }
}

/** One model after the other; one that fails does not keep the others from being pulled. */
async function pullAll(
  command: Extract<ModelsCommand, { command: 'pull' }>,
  store: ModelStore,
  context: CommandContext,
): Promise<number> {
  // A misspelt name is told before the first megabyte.
  for (const name of command.names) known(store, name);
  let code: number = exitCodes.done;
  for (const name of new Set(command.names)) {
    try {
      await pullOne(name, command, store, context);
    } catch (error) {
      if (context.signal.aborted) throw abortError(context.signal);
      complain(error, context.terminal);
      if (code === exitCodes.done) code = exitCodeOf(error);
    }
  }
  return code;
}

async function pullOne(
  name: string,
  { acceptLicence, from }: Extract<ModelsCommand, { command: 'pull' }>,
  store: ModelStore,
  { config, terminal, signal, limits: givenLimits }: CommandContext,
): Promise<void> {
  const entry = known(store, name);
  const { modelsConnections: connections, modelsStallMs: stallMs } = config;
  const limits = givenLimits ?? { ...defaultLimits, connections, stallMs };
  const source = openSource({
    url: from ?? config.modelsHubUrl,
    // The token is for the hub that was configured, not for one that is named on the command line.
    ...(from === undefined && config.modelsToken !== undefined && { token: config.modelsToken }),
    limits,
  });
  if (entry.licence.nonCommercial) {
    terminal.err(`${name}: THE LICENCE ${entry.licence.name} FORBIDS COMMERCIAL USE OF THIS MODEL\n`);
  }
  const line = new PullProgressLine(name, terminal);
  const onProgress = line.show.bind(line);
  try {
    const { dir } = store;
    const { state, folder, lock } = await pullModel({ entry, dir, source, acceptLicence, limits, onProgress, signal });
    line.finish();
    const bytes = lock.files.reduce((sum, file) => sum + file.bytes, 0);
    const what = state === 'present' ? 'is there already' : `pulled ${lock.files.length} files, ${inMegabytes(bytes)}`;
    terminal.out(`${name}: ${what}, ${lock.licence.name}, ${folder}\n`);
    const unchecked = lock.files.filter(({ check }) => check === 'size' || check === 'nothing');
    if (unchecked.length > 0) {
      terminal.err(`${name}: nobody tells the hash of ${unchecked.map(({ path }) => path).join(', ')}\n`);
    }
  } finally {
    line.finish();
  }
}

async function verifyAll(
  { names, json }: Extract<ModelsCommand, { command: 'verify' }>,
  store: ModelStore,
  { terminal, signal }: CommandContext,
): Promise<number> {
  const folders = foldersOf(store, names);
  const results: ({ readonly name: string } & Verified)[] = [];
  for (const { name, folder } of folders) {
    const result = await verifyModel(folder, store.catalogue.get(name), signal);
    results.push({ name, ...result });
    if (!json) sayVerified(name, result, terminal);
  }
  if (json) terminal.out(`${JSON.stringify(results, undefined, 2)}\n`);
  return results.every(({ faults }) => faults.length === 0) ? exitCodes.done : exitCodes.wrong;
}

function sayVerified(name: string, { faults, filesChecked, heldTo }: Verified, terminal: Terminal): void {
  for (const { file, fault } of faults) terminal.out(`${name}: WRONG: ${file} ${fault}\n`);
  if (faults.length > 0) return;
  const held =
    heldTo === 'nothing'
      ? 'has what its engine needs; nothing tells the hashes of its files'
      : `${filesChecked} files are as the ${heldTo} has them`;
  terminal.out(`${name}: ${held}\n`);
}

/** @throws DubbingError MODEL_NOT_INSTALLED */
function foldersOf(
  store: ModelStore,
  names: readonly string[],
): readonly { readonly name: string; readonly folder: string }[] {
  const all = [...store.installed(), ...store.unusable()];
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find((candidate) => candidate.name === name);
    if (found === undefined) throw notInstalled(store, name);
    return found;
  });
}

/** @throws DubbingError MODEL_NOT_INSTALLED with what is wrong with the folder, if there is one */
function installed(store: ModelStore, name: string): { readonly folder: string } {
  const model = store.find(name);
  if (model === undefined) throw notInstalled(store, name);
  return model;
}

function notInstalled(store: ModelStore, name: string): Error {
  const reason = store.unusable().find((folder) => folder.name === name)?.reason;
  const why = reason ?? `there is no folder ${name} in ${store.dir}`;
  return stsError('MODEL_NOT_INSTALLED', `${name} cannot be used: ${why}`, { source: name });
}

/** @throws DubbingError MODEL_UNKNOWN */
function known(store: ModelStore, name: string) {
  const entry = store.catalogue.get(name);
  if (entry !== undefined) return entry;
  throw stsError('MODEL_UNKNOWN', `no catalogue has a model ${name}; list tells those there are`, { source: name });
}

/** `error CODE: message`. */
export function complain(error: unknown, terminal: Terminal): void {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
  terminal.err(`error ${code}: ${maskUrl(describeError(error))}\n`);
}
