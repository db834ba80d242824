import { Deferred } from '@dubbing/common';
import type { Socket } from 'socket.io';
import type { ContractVersion, MessageName, Messages } from './contract-version.js';

/** What the server does. */
export interface Script {
  /** The sound of every dub, in the format that the client wants. */
  readonly say: (fragment: Messages['FragmentData'], format: Messages['StreamInit']['replyAudio']) => Buffer;
  /** Called with each fragment that was taken and acknowledged, before its answer. */
  readonly taken?: (session: ServerSession) => void;
  /** Time from the first partial transcript of a fragment to its last and its answer. Default 0. */
  readonly thinkMs?: number;
}

export const transcriptOf = (sequence: number): string => `This is fragment ${sequence}.`;
export const dubOf = (language: string, sequence: number): string => `${language}: ${sequence}`;

const serverLimits = {
  maxInFlight: 8,
  maxFragmentDurationMs: 15_000,
  maxFragmentBytes: 4_000_000,
  resumeWindowMs: 30_000,
};

/** One session of the scripted server. It answers at once, unless it is told to hold its answers. */
export class ServerSession {
  readonly fragments: Messages['FragmentData'][] = [];
  readonly features: readonly string[];
  partials = 0;
  resumes = 0;
  isPaused = false;
  #socket: Socket | undefined;
  #away = new Deferred<void>();
  #held: (() => void)[] | undefined;
  readonly #answers = new Map<number, Messages['FragmentProcessed']>();
  /** Answers for a client that is away. */
  readonly #unsent: Messages['FragmentProcessed'][] = [];

  constructor(
    readonly id: string,
    readonly version: ContractVersion,
    readonly init: Messages['StreamInit'],
    readonly protocol: string,
    readonly script: Script,
  ) {
    this.features = version.agree(protocol, init.features);
  }

  attach(socket: Socket, resumed: boolean): void {
    this.#socket = socket;
    this.#away = new Deferred();
    if (resumed) this.resumes += 1;
    const last = this.fragments.at(-1)?.sequence;
    const { sourceLanguage, targetLanguages } = this.init;
    const engine = (
      stage: 'asr' | 'translation' | 'tts',
      language: string,
    ): Messages['StreamReady']['engines'][number] => ({
      stage,
      language,
      name: 'scripted',
      family: 'remote',
    });
    this.#send('ready', 'StreamReady', {
      sessionId: this.id,
      protocol: this.protocol,
      resumed,
      ...(this.features.length > 0 && { features: [...this.features] }),
      engines: [
        engine('asr', sourceLanguage),
        ...targetLanguages.flatMap((language) => [engine('translation', language), engine('tts', language)]),
      ],
      limits: serverLimits,
      ...(last !== undefined && { lastSequence: last }),
    });
    for (const reply of this.#unsent.splice(0)) this.#send('fragmentProcessed', 'FragmentProcessed', reply);
  }

  detach(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#away.resolve();
  }

  /** Resolves when the client is not connected. */
  get away(): Promise<void> {
    return this.#away.promise;
  }

  take(fragment: Messages['FragmentData']): void {
    if (this.isPaused) throw new Refused('SESSION_PAUSED');
    this.version.module.checkPcm(fragment, this.init.audio);
    const { fragmentId, sequence } = fragment;
    const isKnown = this.fragments.some((taken) => taken.sequence === sequence);
    if (!isKnown) this.fragments.push(fragment);
    const inFlight = this.fragments.length - this.#answers.size;
    this.#send('fragmentAck', 'FragmentAck', { fragmentId, sequence, inFlight });
    if (isKnown) {
      const answer = this.#answers.get(sequence);
      if (answer !== undefined) this.#send('fragmentProcessed', 'FragmentProcessed', answer);
      return;
    }
    this.script.taken?.(this);
    const reply = (): void => this.#reply(fragment);
    if (this.#held === undefined) reply();
    else this.#held.push(reply);
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const reply of held) reply();
  }

  pause(_message: Messages['StreamPause']): void {
    this.isPaused = true;
  }

  resume(_message: Messages['StreamResume']): void {
    this.isPaused = false;
  }

  end(_message: Messages['StreamEnd']): void {
    const { length } = this.fragments;
    const counts = { fragmentsReceived: length, fragmentsProcessed: this.#answers.size, fragmentsFailed: 0 };
    this.#send('complete', 'StreamComplete', counts);
  }

  #reply(fragment: Messages['FragmentData']): void {
    this.#sendPartial(fragment, { revision: 1, isFinal: false, text: 'This is' });
    if (this.script.thinkMs === undefined) this.#conclude(fragment);
    else setTimeout(() => this.#conclude(fragment), this.script.thinkMs).unref();
  }

  #conclude(fragment: Messages['FragmentData']): void {
    const { sequence } = fragment;
    this.#sendPartial(fragment, { revision: 2, isFinal: true, text: transcriptOf(sequence) });
    const reply = this.#processed(fragment, transcriptOf(sequence));
    this.#answers.set(sequence, reply);
    if (this.#socket === undefined) this.#unsent.push(reply);
    else this.#send('fragmentProcessed', 'FragmentProcessed', reply);
  }

  #processed(fragment: Messages['FragmentData'], text: string): Messages['FragmentProcessed'] {
    const { fragmentId, sequence, startPtsNs, endPtsNs } = fragment;
    const { sourceLanguage, targetLanguages, replyAudio } = this.init;
    const audio = this.script.say(fragment, replyAudio);
    const durationMs = (1000 * audio.length) / 2 / replyAudio.channels / replyAudio.sampleRateHz;
    return {
      fragmentId,
      sequence,
      startPtsNs,
      endPtsNs,
      status: 'ok',
      transcript: { language: sourceLanguage, text },
      dubs: targetLanguages.map((language) => ({
        language,
        status: 'spoken',
        text: dubOf(language, sequence),
        audio,
        durationMs,
        naturalDurationMs: durationMs,
        speedFactor: 1,
        engine: { translation: 'scripted', tts: 'scripted' },
        timings: { translationMs: 0, ttsMs: 0, fitMs: 0 },
      })),
      timings: { queuedMs: 0, asrMs: 0, totalMs: 0 },
    };
  }

  /** Only where it was agreed, and to who listens now. */
  #sendPartial(
    { fragmentId, sequence }: Messages['FragmentData'],
    { revision, isFinal, text }: { revision: number; isFinal: boolean; text: string },
  ): void {
    if (this.#socket === undefined || !this.features.includes('partials')) return;
    this.partials += 1;
    const transcript = { language: this.init.sourceLanguage, text };
    this.#send('fragmentPartial', 'FragmentPartial', { fragmentId, sequence, revision, isFinal, transcript });
  }

  #send<N extends MessageName>(event: string, name: N, fields: Messages[N]): void {
    this.#socket?.emit(this.version.events[event] ?? '', this.version.make(name, fields));
  }
}

/** What a client asked for and does not get. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message = code,
    readonly info?: Messages['ErrorMessage'],
  ) {
    super(message);
  }
}

/** The message that tells of it. */
export function refusal(version: ContractVersion, error: unknown, raw: unknown): Messages['ErrorMessage'] {
  const { fragmentId } = (raw ?? {}) as { fragmentId?: unknown };
  const of = typeof fragmentId === 'string' ? { fragmentId } : {};
  if (!(error instanceof Refused)) return { ...(version.module.errorInfoOf(error) as Messages['ErrorMessage']), ...of };
  return error.info ?? { code: error.code, message: error.message, retryable: false, ...of };
}
