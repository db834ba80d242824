import { DubbingError } from '@dubbing/common';
import { EngineInfo, create, type EngineChoice, type EngineFamily, type EngineStage } from '@dubbing/contracts';
import { stsError } from '../errors.js';
import type { EngineCatalogue, EngineFault, Offer } from './catalogue.js';
import type { SpeechRecognizer, SpeechSynthesizer, Translator } from './seams.js';

export interface TargetEngines {
  readonly language: string;
  readonly translator: Translator;
  readonly synthesizer: SpeechSynthesizer;
}

/** The engines of one session. */
export interface ChosenEngines {
  readonly recognizer: SpeechRecognizer;
  readonly targets: readonly TargetEngines[];
  readonly infos: readonly EngineInfo[];
}

export interface LanguageWish {
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
  readonly engines?: EngineChoice | undefined;
}

/**
 * The best loaded engine for each stage and language, or the one that is asked for by name.
 * @throws DubbingError with the field at fault: ENGINE_UNKNOWN, LANGUAGE_UNSUPPORTED,
 * LANGUAGE_PAIR_UNSUPPORTED, or why the engine that would serve it is not there.
 */
export function chooseEngines(catalogue: EngineCatalogue, wish: LanguageWish): ChosenEngines {
  const { sourceLanguage: from, targetLanguages } = wish;
  const recognizers = offersOf('asr', catalogue.recognizers, catalogue, wish.engines?.asr);
  const translators = offersOf('translation', catalogue.translators, catalogue, wish.engines?.translation);
  const synthesizers = offersOf('tts', catalogue.synthesizers, catalogue, wish.engines?.tts);

  // An engine that nobody asked for is not the reason why the one that was asked for lacks a language.
  const faultsOf = (stage: EngineStage) =>
    catalogue.faults.filter(
      (fault) => fault.stage === stage && isChoice(wish.engines?.[stage], fault.engine, fault.family),
    );

  const recognizer = recognizers.find((offer) => offer.engine.supports(from));
  if (recognizer === undefined) throw unsupported(faultsOf('asr'), 'asr', 'sourceLanguage', from);
  const infos = [infoOf('asr', from, recognizer)];
  const targets = targetLanguages.map((to, index): TargetEngines => {
    const field = `targetLanguages.${index}`;
    const synthesizer = synthesizers.find((offer) => offer.engine.supports(to));
    if (synthesizer === undefined) throw unsupported(faultsOf('tts'), 'tts', field, to);
    const translator = translators.find((offer) => offer.engine.supports(from, to));
    if (translator === undefined) throw unsupported(faultsOf('translation'), 'translation', field, to, from);
    infos.push(infoOf('translation', to, translator), infoOf('tts', to, synthesizer));
    return { language: to, translator: translator.engine, synthesizer: synthesizer.engine };
  });
  return { recognizer: recognizer.engine, targets, infos };
}

/** @throws DubbingError when an engine is asked for by a name or family that no engine of its stage has. */
export function checkChoice(catalogue: EngineCatalogue, choice: EngineChoice): void {
  offersOf('asr', catalogue.recognizers, catalogue, choice.asr);
  offersOf('translation', catalogue.translators, catalogue, choice.translation);
  offersOf('tts', catalogue.synthesizers, catalogue, choice.tts);
}

function offersOf<E extends { readonly name: string }>(
  stage: EngineStage,
  offers: readonly Offer<E>[],
  catalogue: EngineCatalogue,
  choice = 'auto',
): readonly Offer<E>[] {
  const chosen = offers.filter((offer) => isChoice(choice, offer.engine.name, offer.family));
  if (chosen.length > 0 || choice === 'auto') return chosen;
  const fault =
    catalogue.faults.find((each) => each.engine === choice && (each.stage ?? stage) === stage) ??
    catalogue.faults.find((each) => each.stage === stage && each.family === choice);
  if (fault !== undefined) throw fieldOf(fault.error, `engines.${stage}`);
  const known = ['auto', 'builtin', ...offers.map((offer) => offer.engine.name)];
  throw stsError('ENGINE_UNKNOWN', `there is no ${stage} engine "${choice}", only ${known.join(', ')}`, {
    field: `engines.${stage}`,
  });
}

/** What is sent to others, and may cost money there, is asked for by name: `auto` leaves it out. */
function isChoice(choice: string | undefined, name: string, family: EngineFamily): boolean {
  return choice === undefined || choice === 'auto' ? family !== 'remote' : name === choice || family === choice;
}

function unsupported(
  faults: readonly EngineFault[],
  stage: EngineStage,
  field: string,
  language: string,
  from?: string,
): Error {
  const fault = faults.find((each) => each.languages?.includes(language) ?? true);
  if (fault !== undefined) return fieldOf(fault.error, field);
  const work = { asr: 'recognises', translation: `translates ${from ?? ''} into`, tts: 'speaks' }[stage];
  const code = stage === 'translation' ? 'LANGUAGE_PAIR_UNSUPPORTED' : 'LANGUAGE_UNSUPPORTED';
  return stsError(code, `no engine ${work} ${language}`, { field });
}

/** Why an engine is not there, told to the one who asked for it in this field. */
function fieldOf(error: DubbingError, field: string): DubbingError {
  const { code, message, source, retryable } = error;
  return new DubbingError(code, message, { field, source, retryable, cause: error });
}

function infoOf(stage: EngineStage, language: string, offer: Offer<{ readonly name: string }>): EngineInfo {
  const { family, provider } = offer;
  return create(EngineInfo, {
    stage,
    language,
    name: offer.engine.name,
    family,
    ...(provider !== undefined && { provider }),
  });
}
