import type { OnnxProvider } from '../../onnx/provider.js';

/**
 * How many jobs share passes through a model unless the configuration says otherwise: as many as pays.
 *
 * Translation is a loop of small steps, each of which takes all weights through memory for the sake of a few rows: with
 * 8 texts a step takes far less than 8 times as long. So is recognition's decoder; but Whisper's encoder, which takes most of the
 * time on a CPU, has as much to compute for each sound however many there are, and what lies between its layers leaves the
 * cache. `npm run bench -- together` measures it. On CUDA, where an encoder pass of one sound does not fill the
 * device, the number is an assumption.
 */
export const usualBatch: Readonly<Record<'recognize' | 'translate', Readonly<Record<OnnxProvider, number>>>> = {
  recognize: { cpu: 1, cuda: 8 },
  translate: { cpu: 8, cuda: 8 },
};
