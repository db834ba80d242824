import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { loadOnnxModel, type OnnxModel } from '../onnx/session.js';
import { Dtln, DTLN_FIRST_INPUTS, DTLN_FIRST_OUTPUTS, DTLN_SECOND_INPUTS, DTLN_SECOND_OUTPUTS } from './dtln.js';
import { BINS_16K } from './frames.js';
import { Gtcrn, GTCRN_INPUTS, GTCRN_OUTPUTS } from './gtcrn.js';
import type { SpeechEstimator } from './speech-estimator.js';

/**
 * Loads what the path names: a file with the graph of streaming GTCRN, or a folder with DTLN's `model_1.onnx` and
 * `model_2.onnx`. The graph's inputs and outputs tell, not the names of files; one frame is run to see that it works.
 *
 * @throws DubbingError SEPARATION_MODEL_INVALID
 */
export async function loadEstimator(path: string): Promise<SpeechEstimator> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      throw invalid(path, 'there is no such file or folder', cause);
    },
  );
  const estimator = isFolder ? await loadDtln(path) : await loadGtcrn(path);
  try {
    const silence = { re: new Float64Array(BINS_16K), im: new Float64Array(BINS_16K) };
    const speech = await estimator.push(silence, silence);
    if (!speech.every(Number.isFinite)) throw new TypeError('the speech in silence is no number');
  } catch (cause) {
    await estimator.close();
    throw invalid(path, `it does not run (${describeError(cause)})`, cause);
  }
  estimator.reset();
  return estimator;
}

async function loadGtcrn(path: string): Promise<SpeechEstimator> {
  const model = await load(path);
  if (fits(model, GTCRN_INPUTS, GTCRN_OUTPUTS)) return new Gtcrn(model);
  await model.close();
  const isHalf =
    fits(model, DTLN_FIRST_INPUTS, DTLN_FIRST_OUTPUTS) || fits(model, DTLN_SECOND_INPUTS, DTLN_SECOND_OUTPUTS);
  const why = isHalf
    ? 'it is one of the two models of DTLN; name the folder that holds both'
    : `it is not streaming GTCRN: its inputs are ${model.inputNames.join(', ')}`;
  throw invalid(path, why);
}

async function loadDtln(folder: string): Promise<SpeechEstimator> {
  const first = await load(join(folder, 'model_1.onnx'), folder);
  const second = await load(join(folder, 'model_2.onnx'), folder).catch(async (error: unknown) => {
    await first.close();
    throw error;
  });
  if (fits(first, DTLN_FIRST_INPUTS, DTLN_FIRST_OUTPUTS) && fits(second, DTLN_SECOND_INPUTS, DTLN_SECOND_OUTPUTS)) {
    return new Dtln(first, second);
  }
  await Promise.all([first.close(), second.close()]);
  throw invalid(folder, 'model_1.onnx and model_2.onnx in it are not those of DTLN');
}

async function load(file: string, path = file): Promise<OnnxModel> {
  try {
    return await loadOnnxModel(file);
  } catch (cause) {
    throw invalid(path, describeError(cause), cause);
  }
}

function fits(model: OnnxModel, inputs: readonly string[], outputs: readonly string[]): boolean {
  return isSame(model.inputNames, inputs) && isSame(model.outputNames, outputs);
}

function isSame(names: readonly string[], wanted: readonly string[]): boolean {
  return names.length === wanted.length && wanted.every((name) => names.includes(name));
}

function invalid(path: string, why: string, cause?: unknown): DubbingError {
  const message = `${path} cannot take the voice out: ${why}. A file of streaming GTCRN or a folder with both models of DTLN is needed`;
  return new DubbingError(errorCodes.SEPARATION_MODEL_INVALID, message, {
    field: 'separationModel',
    source: path,
    cause,
  });
}
