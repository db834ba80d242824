import { Pipeline, pulledSink } from '../gst/pipeline.js';
import type { ByteSource } from './byte-source.js';
import { readFileBytes } from './file-bytes.js';
import type { Source } from './source.js';

const SINK = 'bytes';
/** The network brings a picture in many pieces. */
const REST_MS = 40;

export function byteSourceOf(source: Source): ByteSource {
  return source.file === undefined ? new PipelineBytes(source.launch) : readFileBytes(source.file);
}

class PipelineBytes implements ByteSource {
  readonly #pipeline: Pipeline;

  constructor(launch: string) {
    this.#pipeline = new Pipeline(`${launch} ! ${pulledSink(SINK)}`);
  }

  async run(onBytes: (bytes: Buffer) => void | Promise<void>): Promise<void> {
    this.#pipeline.play();
    await this.#pipeline.pullBytes(SINK, onBytes, REST_MS);
    // The last packet is there before the bus tells why there are no more.
    const end = await this.#pipeline.ended;
    if (end.kind === 'error') throw end.error;
  }

  stop(): void {
    this.#pipeline.stop();
  }
}
