import { constants } from 'node:fs';
import { mkdir, open as openFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DubbingError, describeError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import type { Pipeline } from '../../gst/pipeline.js';
import type { Door } from '../door.js';
import { MPEGTS_START_NS } from '../launch.js';
import type { Container } from '../target.js';
import { partName } from './part-name.js';

/** With less room than this a new part is not worth beginning. */
const ROOM_BYTES = 1024 * 1024;
const MOST_PARTS = 100_000;

export interface RecordingOptions {
  readonly path: string;
  readonly container: Container;
  /** Whether a file that is there is written over. Otherwise the next free part is taken. */
  readonly overwrites: boolean;
}

/** @throws DubbingError OUTPUT_FAILED from `prepare` where there is no room, no folder or no right to write */
export function recordingDoor({ path, container, overwrites }: RecordingOptions): Door {
  let part = 1;
  return {
    // Each write goes to the kernel at once: what a killed worker had muxed is in the file.
    launch: 'filesink name=sink sync=false async=false buffer-mode=unbuffered',
    sendsDatagrams: false,
    startNs: container === 'mpegts' ? MPEGTS_START_NS : 0n,
    get part() {
      return part;
    },
    prepare: async () => {
      try {
        if (!overwrites) part = await beginPart(path);
      } catch (error) {
        throw new DubbingError(errorCodes.OUTPUT_FAILED, `the file cannot be written: ${describeError(error)}`, {
          retryable: true,
          cause: error,
        });
      }
    },
    open: (pipeline: Pipeline) => {
      pipeline.set('sink', 'location', partName(path, part));
      pipeline.play();
      return Promise.resolve();
    },
    drained: () => Promise.resolve(),
  };
}

/**
 * Makes the first part that is not there yet, and finds out whether there is room for more than its name.
 * @returns its number
 */
async function beginPart(path: string): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  for (let part = 1; part < MOST_PARTS; part += 1) {
    const name = partName(path, part);
    try {
      await beginFile(name);
      return part;
    } catch (error) {
      if (!isExists(error)) throw error;
    }
  }
  throw new Error(`there are ${MOST_PARTS} parts already`);
}

async function beginFile(name: string): Promise<void> {
  const handle = await openFile(name, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
  try {
    await handle.writeFile(Buffer.alloc(ROOM_BYTES));
    await handle.truncate(0);
  } catch (error) {
    await unlink(name);
    throw error;
  } finally {
    await handle.close();
  }
}

function isExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
