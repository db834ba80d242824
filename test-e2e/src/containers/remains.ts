import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.js';
import { crun } from './crun.js';
import { placesOf, processMark, runsDir } from './places.js';

/**
 * Takes away all that a run has on the machine: containers, namespaces, interfaces, files. What is gone already is no error, so
 * that it can be done at every end of a run and once more after it.
 */
export async function removeRun(id: string): Promise<void> {
  const { dir, stateDir, switchNamespace, hostInterface } = placesOf(id);
  for (const container of await names(stateDir))
    await crun(stateDir, ['delete', '--force', container]).catch(() => undefined);
  await runTool('ip', ['link', 'delete', hostInterface]).catch(() => undefined);
  const namespaces = (await names('/run/netns')).filter(
    (name) => name === switchNamespace || name.startsWith(`${switchNamespace}-`),
  );
  for (const name of namespaces) await runTool('ip', ['netns', 'delete', name]).catch(() => undefined);
  await rm(dir, { recursive: true, force: true });
}

/** Clears what runs have left whose processes are gone; gives back their ids. Nobody else's is touched. */
export async function removeStaleRuns(): Promise<string[]> {
  const stale: string[] = [];
  for (const name of await names(runsDir)) {
    if (!name.startsWith('run-')) continue;
    const id = name.slice('run-'.length);
    const owner = await readFile(placesOf(id).ownerFile, 'utf8').catch(() => '');
    if (owner !== '' && processMark(Number.parseInt(owner, 10)) === owner) continue;
    await removeRun(id);
    stale.push(id);
  }
  return stale;
}

const names = (dir: string): Promise<string[]> => readdir(join(dir)).catch(() => []);
