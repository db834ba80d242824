import type { Pipeline } from '../../gst/pipeline.js';
import type { Door } from '../door.js';
import { beginPart } from './begin-part.js';
import { partName } from './part-name.js';
import type { PartWriterOptions } from './part-writer.js';

/** @throws DubbingError OUTPUT_FAILED from `prepare` where there is no room, no folder or no right to write */
export function recordingDoor({ path, overwrites }: PartWriterOptions): Door {
  let part = 1;
  return {
    // Each write goes to the kernel at once: what a killed worker had muxed is in the file.
    launch: 'filesink name=sink sync=false async=false buffer-mode=unbuffered',
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
