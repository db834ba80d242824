import { statfs } from 'node:fs/promises';
import type { Registry } from 'prom-client';
import { filledGauge, type SetValue } from './filled-gauge.js';

/** What the service writes, by name, and the folder that it writes it to. */
export type WrittenFolders = Readonly<Record<string, string | undefined>>;

/** How much room there is where the service writes. A folder that is not there yet has no series. */
export function diskMetrics(registry: Registry, folders: WrittenFolders): void {
  const gauge = (name: string, help: string, blocks: 'bavail' | 'blocks'): void => {
    filledGauge(registry, { name, help, labelNames: ['folder'] }, (set) => fill(set, folders, blocks));
  };
  gauge(
    'media_disk_free_bytes',
    'Room that is left on the file system of a folder that the service writes to.',
    'bavail',
  );
  gauge('media_disk_size_bytes', 'Size of that file system.', 'blocks');
}

async function fill(set: SetValue, folders: WrittenFolders, blocks: 'bavail' | 'blocks'): Promise<void> {
  for (const [folder, path] of Object.entries(folders)) {
    if (path === undefined) continue;
    const found = await statfs(path).catch(() => undefined);
    if (found !== undefined) set({ folder }, found[blocks] * found.bsize);
  }
}
