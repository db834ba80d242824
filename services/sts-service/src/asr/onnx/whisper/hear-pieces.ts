import { Deferred } from '@dubbing/common';
import { copyRows, rowOf } from '../../../onnx/move-rows.js';
import type { Tensor } from '../../../onnx/tensors.js';
import { recognizerRateHz } from '../check-sound.js';
import type { HeardWindow, WindowPiece } from '../windowed-recognizer.js';
import { hearEncoded, questionOf, type EncodedPiece } from './hear-piece.js';
import { seededRandom } from './random.js';
import { transcribeAll, type TranscribeOptions } from './transcribe.js';
import type { WhisperTuning } from './tuning.js';
import type { WhisperModel } from './whisper-model.js';
import { wordsSoFar } from './words-so-far.js';

/**
 * What is said in several pieces: one pass of the encoder for all, and one decoding at the first temperature for those
 * whose prompts are equally long. Whatever else a piece needs (its language, more temperatures, times of words) it gets by itself.
 */
export function hearPieces(
  model: WhisperModel,
  tuning: WhisperTuning,
  pieces: readonly WindowPiece[],
): readonly Promise<HeardWindow>[] {
  const encoded = pieces.map(() => new Deferred<EncodedPiece>());
  void encodeAndDecode(model, tuning, pieces, encoded);
  return pieces.map(async (piece, index) => {
    const found = encoded[index] as Deferred<EncodedPiece>;
    return hearEncoded(model, tuning, piece, await found.promise);
  });
}

interface Question extends TranscribeOptions {
  /** Of the piece. */
  readonly index: number;
}

/** Settles every one of `encoded`. */
async function encodeAndDecode(
  model: WhisperModel,
  tuning: WhisperTuning,
  pieces: readonly WindowPiece[],
  encoded: readonly Deferred<EncodedPiece>[],
): Promise<void> {
  try {
    const hiddenStates = await model.encodeAll(pieces.map(({ samples }) => samples));
    for (const questions of sharedQuestions(model, tuning, pieces)) {
      await decodeTogether(model, hiddenStates, questions, encoded);
    }
    for (const [index, each] of encoded.entries()) each.resolve({ hiddenStates: rowOf(hiddenStates, index) });
  } catch (error) {
    for (const each of encoded) each.reject(error);
  }
}

async function decodeTogether(
  model: WhisperModel,
  hiddenStates: Tensor,
  questions: readonly Question[],
  encoded: readonly Deferred<EncodedPiece>[],
): Promise<void> {
  const rows = questions.map(({ index }) => index);
  const all = rows.length === hiddenStates.dims[0];
  const decoder = model.listenTo(all ? hiddenStates : copyRows(hiddenStates, rows));
  try {
    await transcribeAll(decoder, questions, (place, first) => {
      const index = rows[place] as number;
      encoded[index]?.resolve({ hiddenStates: rowOf(hiddenStates, index), ...(first !== undefined && { first }) });
    });
  } finally {
    decoder.dispose();
  }
}

/** What is asked of the decoder in the same steps: of all pieces whose language is known, by the length of their prompts. */
function sharedQuestions(model: WhisperModel, tuning: WhisperTuning, pieces: readonly WindowPiece[]): Question[][] {
  const { beams, timestamps, temperatures, seed } = tuning;
  const [temperature = 0] = temperatures;
  const byLength = new Map<number, Question[]>();
  // A drawn token depends on all draws before it, which are each piece's own.
  for (const [index, piece] of temperature > 0 ? [] : pieces.entries()) {
    const { samples, language, previous, prefix, signal, onPartial } = piece;
    if (language === undefined) continue;
    const request = { language, previous, prefix };
    const durationS = samples.length / recognizerRateHz;
    const { prompt, mostTokens } = questionOf(model, tuning, durationS, request);
    const common = { spec: model.spec, timestamps, beams, temperature, random: seededRandom(seed), signal };
    const onProgress = onPartial && wordsSoFar(model, tuning, { language, prefix, durationS, onPartial });
    const question = { ...common, index, prompt, mostTokens, ...(onProgress && { onProgress }) };
    const { length } = prompt.tokens;
    byLength.set(length, [...(byLength.get(length) ?? []), question]);
  }
  return [...byLength.values()].filter((questions) => questions.length > 1);
}
