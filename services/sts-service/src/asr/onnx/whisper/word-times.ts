import { floatsOf, type Tensor } from '../../../onnx/tensors.js';
import { alignTokens, type HeadAttention } from './align-words.js';
import { splitWords } from './split-words.js';
import type { WhisperModel } from './whisper-model.js';

export interface TimedWord {
  readonly text: string;
  /** Seconds from the beginning of the window. */
  readonly startS: number;
  readonly endS: number;
}

interface TimeWordsOptions {
  readonly segments: readonly (readonly number[])[];
  /** Whisper's code. */
  readonly language: string;
  readonly durationS: number;
}

/** The encoder makes one column of two hops. */
const hopsPerColumn = 2;

/** Whether the export gives its attention, and its authors told which heads follow the words. */
export function tellsWordTimes({ attentionOutputs, spec }: WhisperModel): boolean {
  return attentionOutputs.length > 0 && (spec.alignmentHeads?.length ?? 0) > 0;
}

/**
 * When the words were said. The decoder reads the whole transcript once more, without times in it, and
 * where it looks at each token tells.
 *
 * @param segments tokens of the text alone; no word goes from one into the next.
 * @returns the words of each segment.
 */
export async function timeWords(
  model: WhisperModel,
  hiddenStates: Tensor,
  { segments, language, durationS }: TimeWordsOptions,
): Promise<TimedWord[][]> {
  const { spec, tokenizer, attentionOutputs } = model;
  const { tokens, sound } = spec;
  const languageToken = tokens.languages.get(language);
  const task = tokens.transcribe === undefined ? [] : [tokens.transcribe];
  const head = [tokens.start, ...(languageToken === undefined ? [] : [languageToken]), ...task];
  const all = [...head, tokens.noTimestamps, ...segments.flat(), tokens.end];
  const decoder = model.listenTo(hiddenStates, attentionOutputs);
  try {
    await decoder.step(all, 1);
    const columnS = (hopsPerColumn * sound.hopSamples) / sound.sampleRateHz;
    const columns = Math.max(1, Math.min(Math.ceil(durationS / columnS), hiddenStates.dims[1] ?? 1));
    const heads = (spec.alignmentHeads ?? []).map(([layer = 0, index = 0]) =>
      headAttention(decoder.lastOutputs[`cross_attentions.${layer}`], index),
    );
    // A row tells of the token behind it: from the first word, which follows the head, to the end.
    const starts = alignTokens(heads, { from: head.length, to: all.length - 1 }, columns, spec.medianFilterWidth);
    let at = 0;
    return segments.map((words) =>
      splitWords(words, tokenizer, language).map(({ text, tokens: count }) => {
        const startS = (starts[at] ?? 0) * columnS;
        at += count;
        return { text, startS, endS: Math.min((starts[at] ?? columns) * columnS, durationS) };
      }),
    );
  } finally {
    decoder.dispose();
  }
}

/** One head of a tensor of 1 × heads × tokens × columns. */
function headAttention(tensor: Tensor | undefined, head: number): HeadAttention {
  const [, , rows = 0, columns = 0] = tensor?.dims ?? [];
  const data = tensor === undefined ? new Float32Array(0) : floatsOf(tensor);
  return { data: data.subarray(head * rows * columns, (head + 1) * rows * columns), rows, columns };
}
