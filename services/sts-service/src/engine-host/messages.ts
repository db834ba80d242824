import type { ErrorInfoLike } from '@dubbing/common';
import type { ModelEngine } from '../models/model.js';
import type { OnnxProvider, OnnxProviderChoice } from '../onnx/provider.js';
import type { FitSlot } from '../pipeline/fit/policy.js';
import type { Terms } from '../pipeline/terms.js';
import type { TranslationLanguages } from '../translation/onnx/translation-languages.js';

/** What an engine process loads: PocketSphinx, or a model of the store. */
export type EngineToLoad =
  | { readonly engine: 'pocketsphinx'; readonly modelDir: string }
  | {
      readonly engine: ModelEngine;
      /** The model's files, as the hub lays them out. */
      readonly folder: string;
      readonly provider: OnnxProviderChoice;
      readonly threads: number;
      /** What the store tells of its languages, where it tells. */
      readonly languages?: readonly string[];
      /** How many jobs share passes through a model that can. Absent: as many as pays where it computes. */
      readonly batch?: number;
    };

export interface EngineSettings {
  readonly load: EngineToLoad;
  /** The file of the Silero model that tells speech from everything else; recognisers want it. */
  readonly speechModelFile: string;
}

/** What an engine process can be asked to do. */
export interface EngineWork {
  readonly recognize: {
    /** Mono, 16 kHz, signed 16 bit, little endian: half the bytes of floats, so floats are made where they are needed. */
    readonly pcm: Buffer;
    readonly language: string;
  };
  readonly translate: {
    readonly text: string;
    readonly from: string;
    readonly to: string;
    /** Terms that are kept or forced; those of the text alone, since they travel with it. */
    readonly glossary?: Terms;
    /** The most characters of the translation per character of the text. */
    readonly maxLengthRatio?: number;
  };
  readonly synthesize: {
    readonly text: string;
    readonly language: string;
    readonly slot?: FitSlot;
    /** One of those that the engine told of. */
    readonly voice?: string;
  };
}

export type WorkKind = keyof EngineWork;

/** What it answers. */
export interface EngineAnswers {
  readonly recognize: { readonly text: string; readonly confidence?: number };
  readonly translate: { readonly text: string };
  /** Mono, signed 16 bit, little endian. */
  readonly synthesize: { readonly pcm: Buffer; readonly sampleRateHz: number; readonly pace: number };
}

/** What the engine can do, as its model tells. BCP 47, except for `translates`, which has the model's own codes. */
export type EngineAbility =
  | { readonly kind: 'recognize'; readonly hears: readonly string[] | 'any' }
  | { readonly kind: 'translate'; readonly translates: TranslationLanguages }
  | {
      readonly kind: 'synthesize';
      readonly speaks: readonly string[];
      /** Names of voices, each for all languages. Empty where there is nothing to choose. */
      readonly voices: readonly string[];
    };

export interface EngineJob<K extends WorkKind = WorkKind> {
  readonly id: number;
  readonly work: EngineWork[K];
  /** Somebody wants to hear the answer grow, where the engine can tell it. */
  readonly partials?: true;
}

/** Jobs that are given at the same time. They are answered one by one, in any order. */
export interface EngineJobs<K extends WorkKind = WorkKind> {
  readonly kind: 'work';
  readonly of: K;
  readonly jobs: readonly EngineJob<K>[];
}

export type ToEngine =
  | { readonly kind: 'load'; readonly settings: EngineSettings }
  | EngineJobs
  | { readonly kind: 'cancel'; readonly id: number };

/** What an engine process tells of itself once it is warm. */
export interface EngineReady {
  readonly kind: 'ready';
  readonly loadMs: number;
  readonly ability: EngineAbility;
  /** How many jobs it works on together; at least one. */
  readonly mostTogether: number;
  /** Absent where nothing computes on ONNX Runtime. */
  readonly provider?: OnnxProvider;
  /** Why CUDA is not used although it was wished for. */
  readonly fallbackReason?: string;
}

export type FromEngine =
  | EngineReady
  | { readonly kind: 'unavailable'; readonly error: ErrorInfoLike }
  /** Physical memory of the process, when it is ready and later at most every few seconds. */
  | { readonly kind: 'memory'; readonly bytes: number }
  /** What has been recognised so far; before the job is done, and for jobs with `partials` only. */
  | { readonly kind: 'partial'; readonly id: number; readonly text: string }
  | { readonly kind: 'done'; readonly id: number; readonly answer: EngineAnswers[WorkKind] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorInfoLike };
