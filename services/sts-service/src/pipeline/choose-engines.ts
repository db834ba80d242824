import { DubbingError } from '@dubbing/common';
import {
  EngineInfo,
  create,
  type EngineChoice,
  type EngineFamily,
  type EngineFeature,
  type EngineStage,
  type GlossaryEntry,
  type VoiceChoice,
} from '@dubbing/contracts';
import { stsError } from '../errors.js';
import type { EngineCatalogue, EngineFault, Offer } from './catalogue.js';
import { chooseSpeaker } from './choose-voice.js';
import type { SpeechRecognizer, SpeechSynthesizer, Translator } from './seams.js';
import { termsFor, type Terms } from './terms.js';

export interface TargetEngines {
  readonly language: string;
  readonly translator: Translator;
  readonly synthesizer: SpeechSynthesizer;
  /** Terms that the translation keeps to. Absent where there are none, or the translator cannot. */
  readonly terms?: Terms;
  /** The voice that was asked for. */
  readonly voice?: string;
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
  readonly glossary?: readonly GlossaryEntry[] | undefined;
  readonly voices?: readonly VoiceChoice[] | undefined;
  /** Where the request names its engines, for errors. Default `engines.`, as in `engines.asr`. */
  readonly enginesField?: string;
}

/**
 * The best loaded engine for each stage and language, or the one that is asked for by name.
 * @throws DubbingError with the field at fault: ENGINE_UNKNOWN, LANGUAGE_UNSUPPORTED,
 * LANGUAGE_PAIR_UNSUPPORTED, VOICE_UNKNOWN, or why the engine that would serve it is not there.
 */
export function chooseEngines(catalogue: EngineCatalogue, wish: LanguageWish): ChosenEngines {
  const { sourceLanguage: from, targetLanguages } = wish;
  const recognizers = offersOf('asr', catalogue.recognizers, catalogue, wish);
  const translators = offersOf('translation', catalogue.translators, catalogue, wish);
  const synthesizers = offersOf('tts', catalogue.synthesizers, catalogue, wish);

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
    const [speaker, ...others] = synthesizers.filter((offer) => offer.engine.supports(to));
    if (speaker === undefined) throw unsupported(faultsOf('tts'), 'tts', field, to);
    const { offer: synthesizer, voice } = chooseSpeaker([speaker, ...others], to, wish.voices);
    const translator = translators.find((offer) => offer.engine.supports(from, to));
    if (translator === undefined) throw unsupported(faultsOf('translation'), 'translation', field, to, from);
    const { features = [] } = translator.engine;
    const terms = features.includes('glossary') ? termsFor(wish.glossary, to) : undefined;
    infos.push(
      infoOf('translation', to, translator, { features }),
      infoOf('tts', to, synthesizer, { features: hasVoices(synthesizer.engine, to) ? ['voices'] : [], voice }),
    );
    return {
      language: to,
      translator: translator.engine,
      synthesizer: synthesizer.engine,
      ...(terms !== undefined && { terms }),
      ...(voice !== undefined && { voice }),
    };
  });
  return { recognizer: recognizer.engine, targets, infos };
}

/** @throws DubbingError when an engine is asked for by a name or family that no engine of its stage has. */
export function checkChoice(catalogue: EngineCatalogue, choice: EngineChoice): void {
  offersOf('asr', catalogue.recognizers, catalogue, { engines: choice });
  offersOf('translation', catalogue.translators, catalogue, { engines: choice });
  offersOf('tts', catalogue.synthesizers, catalogue, { engines: choice });
}

function offersOf<E extends { readonly name: string }>(
  stage: EngineStage,
  offers: readonly Offer<E>[],
  catalogue: EngineCatalogue,
  { engines, enginesField = 'engines.' }: Pick<LanguageWish, 'engines' | 'enginesField'>,
): readonly Offer<E>[] {
  const choice = engines?.[stage] ?? 'auto';
  const field = `${enginesField}${stage}`;
  const chosen = offers.filter((offer) => isChoice(choice, offer.engine.name, offer.family));
  if (chosen.length > 0 || choice === 'auto') return chosen;
  const fault =
    catalogue.faults.find((each) => each.engine === choice && (each.stage ?? stage) === stage) ??
    catalogue.faults.find((each) => each.stage === stage && each.family === choice);
  if (fault !== undefined) throw fieldOf(fault.error, field);
  const known = ['auto', 'builtin', ...offers.map((offer) => offer.engine.name)];
  throw stsError('ENGINE_UNKNOWN', `there is no ${stage} engine "${choice}", only ${known.join(', ')}`, { field });
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

function hasVoices(engine: SpeechSynthesizer, language: string): boolean {
  return (engine.voices?.(language) ?? []).length > 0;
}

/** What a session is told of one of its engines besides. */
interface Abilities {
  readonly features?: readonly EngineFeature[];
  readonly voice?: string | undefined;
}

function infoOf(
  stage: EngineStage,
  language: string,
  { engine, family, provider }: Offer<{ readonly name: string }>,
  { features = [], voice }: Abilities = {},
): EngineInfo {
  return create(EngineInfo, {
    stage,
    language,
    name: engine.name,
    family,
    ...(provider !== undefined && { provider }),
    ...(features.length > 0 && { features: [...features] }),
    ...(voice !== undefined && { voice }),
  });
}
