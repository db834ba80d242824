import { Pipeline } from '../gst/pipeline.js';
import type { ByteSource } from './byte-source.js';
import { readFileBytes } from './file-bytes.js';
import type { Source } from './source.js';

const SINK = 'bytes';

export function byteSourceOf(source: Source): ByteSource {
  return source.file === undefined ? new PipelineBytes(source.launch) : readFileBytes(source.file);
}

class PipelineBytes implements ByteSource {
  readonly #pipeline: Pipeline;

  constructor(launch: string) {
    this.#pipeline = new Pipeline(
      `${launch} ! appsink name=${SINK} async=false sync=false max-buffers=500 drop=false enable-last-sample=false`,
    );
  }

  async run(onBytes: (bytes: Buffer) => void | Promise<void>): Promise<void> {
    this.#pipeline.play();
    await this.#pipeline.pull(SINK, onBytes);
    // The last packet is there before the bus tells why there are no more.
    const end = await this.#pipeline.ended;
    if (end.kind === 'error') throw end.error;
  }

  stop(): void {
    this.#pipeline.stop();
  }
}
