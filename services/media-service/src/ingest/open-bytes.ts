import { pulledSink, type Pipeline } from '../gst/pipeline.js';
import type { PipelineStock } from '../gst/pipeline-stock.js';
import type { ByteSource } from './byte-source.js';
import { readFileBytes } from './file-bytes.js';
import type { Source } from './source.js';

const SINK = 'bytes';
/** The network brings a picture in many pieces. */
const REST_MS = 40;

export function byteSourceOf(source: Source, stock: PipelineStock): ByteSource {
  return source.file === undefined ? new PipelineBytes(source.launch, stock) : readFileBytes(source.file);
}

class PipelineBytes implements ByteSource {
  readonly #launch: string;
  readonly #stock: PipelineStock;
  readonly #pipeline: Pipeline;
  #stopped = false;

  constructor(launch: string, stock: PipelineStock) {
    this.#launch = `${launch} ! ${pulledSink(SINK)}`;
    this.#stock = stock;
    this.#pipeline = stock.takeNow(this.#launch);
  }

  async run(onBytes: (bytes: Buffer) => void | Promise<void>): Promise<void> {
    if (this.#stopped) return;
    // Of this run: the pipeline's own is another one once it is given back.
    const { ended } = this.#pipeline;
    this.#pipeline.play();
    await this.#pipeline.pullBytes(SINK, onBytes, REST_MS);
    // The last packet is there before the bus tells why there are no more.
    const end = await ended;
    if (end.kind === 'error') throw end.error;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stock.giveBack(this.#launch, this.#pipeline);
  }
}
