import type { GenerationSettings } from './generation-settings.js';
import {
  forceEnd,
  minNewTokens,
  noBadWords,
  noRepeatNgram,
  repetitionPenalty,
  suppress,
  suppressAtBegin,
  type LogitProcessor,
} from './logit-processors.js';

/**
 * The processors that a model's settings ask for, in the order of the models' own library.
 * @param maxLength where the end is forced, for models that force it.
 * @param promptLength what minimum lengths of the settings count in.
 */
export function usualProcessors(
  settings: GenerationSettings,
  maxLength: number,
  promptLength: number,
): LogitProcessor[] {
  const { endTokens, badWords, forcedEndTokens } = settings;
  const processors: LogitProcessor[] = [];
  if (settings.repetitionPenalty !== 1) processors.push(repetitionPenalty(settings.repetitionPenalty));
  if (settings.noRepeatNgram > 0) processors.push(noRepeatNgram(settings.noRepeatNgram));
  const single = badWords.filter((word) => word.length === 1).flat();
  if (single.length > 0) processors.push(suppress(single.filter((token) => !endTokens.includes(token))));
  const longer = badWords.filter((word) => word.length > 1);
  if (longer.length > 0) processors.push(noBadWords(longer));
  if (settings.minLength > promptLength) processors.push(minNewTokens(settings.minLength - promptLength, endTokens));
  if (forcedEndTokens.length > 0) processors.push(forceEnd(maxLength, forcedEndTokens));
  if (settings.suppressed.length > 0) processors.push(suppress(settings.suppressed));
  if (settings.suppressedAtBegin.length > 0) processors.push(suppressAtBegin(settings.suppressedAtBegin));
  return processors;
}
