import { stsError } from '../../../errors.js';
import type { NeuralRecognizer, OpenRecognizerOptions } from '../recognizer.js';
import { WindowedRecognizer, type WindowModel, type WindowPiece } from '../windowed-recognizer.js';
import { bcp47Code, isUndetermined, whisperCode } from '../languages.js';
import { hearPiece } from './hear-piece.js';
import { hearPieces } from './hear-pieces.js';
import { usualTuning, type WhisperTuning } from './tuning.js';
import { WhisperModel } from './whisper-model.js';

export interface OpenWhisperOptions extends OpenRecognizerOptions {
  readonly tuning?: Partial<WhisperTuning>;
}

/**
 * A Whisper export of any size, for all languages or for English only.
 * @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source.
 */
export async function openWhisper(options: OpenWhisperOptions): Promise<NeuralRecognizer> {
  const model = await WhisperModel.open(options);
  return new WindowedRecognizer(windowsOf(model, { ...usualTuning, ...options.tuning }));
}

function windowsOf(model: WhisperModel, tuning: WhisperTuning): WindowModel {
  const { languages: tokens } = model.spec.tokens;
  const { provider, fallbackReason } = model.graphs;
  return {
    languages: tokens.size === 0 ? ['en'] : [...tokens.keys()].map(bcp47Code),
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    windowSamples: model.spec.sound.windowSamples,
    languageOf: (language) => codeOf(language, tokens),
    hear: (samples, request) => hearPiece(model, tuning, samples, request),
    ...(model.graphs.sharesPasses && {
      hearAll: (pieces: readonly WindowPiece[]) => hearPieces(model, tuning, pieces),
    }),
    close: () => model.close(),
  };
}

/** Whisper's code. @returns undefined when the model is to tell the language. */
function codeOf(language: string, tokens: ReadonlyMap<string, number>): string | undefined {
  const known = tokens.size === 0 ? new Map([['en', 0]]) : tokens;
  if (isUndetermined(language)) return known === tokens ? undefined : 'en';
  const code = whisperCode(language, known);
  if (code !== undefined) return code;
  const which = known === tokens ? 'the model does not hear' : 'the model hears English only, not';
  throw stsError('LANGUAGE_UNSUPPORTED', `${which} ${language}`, { field: 'language' });
}
