import { readFile, stat } from 'node:fs/promises';
import { Graph, type GraphOptions } from './graph.js';
import { unmerge } from './unmerge.js';

/** The graphs of a decoder, in the words of `MergedDecoder`'s options. */
export interface DecoderGraphs {
  readonly graph: Graph;
  readonly laterGraph: Graph;
}

/**
 * Up to this size a merged decoder is taken apart. Small ones gain most (measured with one thread: a
 * step in 0.7 of the time with two layers of width 32, in 0.92 with opus-mt in 8 bits), and what it
 * costs, the weights twice in memory, is little for them.
 */
const mostBytes = 100e6;

/**
 * Opens a decoder in the fastest form that its file allows.
 * @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE
 */
export async function openDecoder(options: GraphOptions): Promise<DecoderGraphs> {
  const parts = await partsOf(options.file);
  if (parts === undefined) {
    const graph = await Graph.open(options);
    return { graph, laterGraph: graph };
  }
  const graph = await Graph.open({ ...options, model: parts.first });
  try {
    // What the first graph needs of the source, the later one has in its cache.
    return { graph, laterGraph: await Graph.open({ ...options, inputs: ['input_ids'], model: parts.later }) };
  } catch (error) {
    await graph.close();
    throw error;
  }
}

export async function closeDecoder({ graph, laterGraph }: DecoderGraphs): Promise<void> {
  await Promise.all([graph.close(), laterGraph.close()]);
}

async function partsOf(file: string) {
  try {
    const { size } = await stat(file);
    return size > mostBytes ? undefined : unmerge(await readFile(file));
  } catch {
    // A file that cannot be read is for the runtime to tell of.
    return undefined;
  }
}
