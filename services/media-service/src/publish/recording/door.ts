import type { Pipeline } from '../../gst/pipeline.js';
import type { Door } from '../door.js';
import { MPEGTS_START_NS, type MuxedContainer } from '../launch.js';
import { beginPart } from './begin-part.js';
import { partName } from './part-name.js';

export interface RecordingOptions {
  readonly path: string;
  readonly container: MuxedContainer;
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
      if (!overwrites) part = await beginPart(path);
    },
    open: (pipeline: Pipeline) => {
      pipeline.set('sink', 'location', partName(path, part));
      pipeline.play();
      return Promise.resolve();
    },
    drained: () => Promise.resolve(),
  };
}
