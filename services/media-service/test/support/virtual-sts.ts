import { create, parse, FragmentData, StreamReady, type Dub, type FragmentProcessed } from '@dubbing/contracts';
import type { Fragment } from '../../src/media/fragment.js';
import type { Dispatcher, FragmentSink } from '../../src/sts-client/dispatcher.js';
import { spokenDub } from './fragments.js';
import { integerBetween } from './random.js';
import type { VirtualClock } from './virtual-clock.js';

export interface VirtualStsOptions {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly languages: readonly string[];
  /** How long a dub lasts at its natural pace, for so much speech. */
  readonly naturalMs: (sourceMs: number) => number;
  /** Whether dubs are fitted to their slots, as the contract asks for. */
  readonly fits: boolean;
  /** From the fragment to its reply. */
  readonly replyMs: readonly [number, number];
  /** How often, of a hundred, something goes wrong with a fragment. */
  readonly faultsPercent: number;
  /** Takes fragments and answers none. */
  readonly hangs?: boolean;
  /** Whether the reply to a fragment gets lost. */
  readonly loses?: (sequence: number) => boolean;
}

/** What goes wrong with a fragment. */
const FAULTS = ['lost', 'failed', 'twice', 'unknown', 'foreign-start', 'huge', 'odd', 'early'] as const;

/**
 * Speech-to-speech on virtual time: replies in the order of the fragments, remembers what it took through a broken
 * connection, forgets it when it is started again, and breaks its promises now and then.
 */
export class VirtualSts {
  readonly received: FragmentData[] = [];
  /** Whether its engines fail. */
  failing = false;
  #options: VirtualStsOptions;
  #dispatcher: Dispatcher | undefined;
  #sink: FragmentSink | undefined;
  #sent = new Map<number, FragmentProcessed>();
  #lastSequence: number | undefined;
  #session = 0;
  #freeAtMs = 0;

  constructor(options: VirtualStsOptions) {
    this.#options = options;
  }

  /** @param resumed whether the server is still the one that it was */
  open(dispatcher: Dispatcher, resumed: boolean): void {
    if (!resumed) {
      this.#sent = new Map();
      this.#lastSequence = undefined;
      this.#session += 1;
    }
    const sink: FragmentSink = {
      send: (message) => this.#take(parse(FragmentData, message)),
      // The client closes a connection on which nothing comes; it is opened again a little later.
      close: () => this.#options.clock.after(0, () => this.breakOff(500, true)),
    };
    this.#dispatcher = dispatcher;
    this.#sink = sink;
    const limits = {
      maxInFlight: 4,
      maxFragmentDurationMs: 10_000,
      maxFragmentBytes: 1_000_000,
      resumeWindowMs: 30_000,
    };
    const last = this.#lastSequence === undefined ? {} : { lastSequence: this.#lastSequence };
    const ready = create(StreamReady, { sessionId: 'virtual', protocol: '1.0', resumed, engines: [], limits, ...last });
    dispatcher.opened(sink, ready);
  }

  /** It hangs no longer. */
  recover(): void {
    this.#options = { ...this.#options, hangs: false };
  }

  /** The connection breaks and is made again after a while. */
  breakOff(afterMs: number, resumed: boolean): void {
    const dispatcher = this.#dispatcher;
    if (this.#sink === undefined || dispatcher === undefined) return;
    this.#sink = undefined;
    dispatcher.lost();
    this.#options.clock.after(afterMs, () => this.open(dispatcher, resumed));
  }

  #take(fragment: FragmentData): void {
    this.received.push(fragment);
    const { clock, random, replyMs, hangs } = this.#options;
    const { sequence } = fragment;
    if (hangs === true) return;
    if (this.#lastSequence !== undefined && sequence <= this.#lastSequence) {
      const known = this.#sent.get(sequence);
      if (known !== undefined) this.#say(known);
      return;
    }
    this.#lastSequence = sequence;
    const session = this.#session;
    const readyAtMs = clock.nowMs() + integerBetween(random, ...replyMs);
    this.#freeAtMs = Math.max(this.#freeAtMs, readyAtMs);
    clock.after(this.#freeAtMs - clock.nowMs(), () => {
      if (session === this.#session) this.#answer(fragment);
    });
  }

  #answer(fragment: FragmentData): void {
    const { random, faultsPercent, loses } = this.#options;
    const isFaulty = random() * 100 < faultsPercent;
    const chosen = isFaulty ? FAULTS[integerBetween(random, 0, FAULTS.length - 1)] : undefined;
    const fault = this.failing ? 'failed' : chosen;
    if (fault === 'lost' || loses?.(fragment.sequence) === true) return;
    const reply = this.#replyTo(fragment, fault);
    this.#sent.set(fragment.sequence, reply);
    if (fault === 'unknown') this.#say({ ...reply, fragmentId: 'somebody-else' });
    // A reply to what comes next, before it was asked for.
    if (fault === 'early') this.#say({ ...reply, fragmentId: `f${fragment.sequence + 1}` });
    this.#say(reply);
    if (fault === 'twice') this.#say(reply);
  }

  #replyTo(fragment: FragmentData, fault: (typeof FAULTS)[number] | undefined): FragmentProcessed {
    const { fragmentId, sequence, startPtsNs, endPtsNs } = fragment;
    const error = { code: 'ENGINE_CRASHED', message: 'the engine crashed', retryable: true };
    const failed = fault === 'failed';
    return {
      fragmentId,
      sequence,
      startPtsNs: fault === 'foreign-start' ? '7' : startPtsNs,
      endPtsNs,
      status: failed ? 'failed' : 'ok',
      dubs: failed ? [] : this.#options.languages.map((language) => this.#dub(fragment, language, fault)),
      timings: { queuedMs: 0, asrMs: 0, totalMs: 0 },
      ...(failed && { error }),
    };
  }

  #dub({ durationMs, slot }: FragmentData, language: string, fault: string | undefined): Dub {
    const natural = this.#options.naturalMs(durationMs);
    const speedFactor = this.#options.fits ? fitted(natural, slot.targetMs, slot.maxMs) : 1;
    const dub = spokenDub(language, Math.round(fault === 'huge' ? 60_000 : natural / speedFactor));
    if (fault === 'odd') return { ...dub, audio: dub.audio!.subarray(1) };
    return { ...dub, speedFactor, naturalDurationMs: natural };
  }

  #say(reply: FragmentProcessed): void {
    if (this.#sink !== undefined) this.#dispatcher?.replied(reply);
  }
}

/** As sts-service does it: up to 1.15 freely, then the pause is borrowed, then up to 1.35. */
function fitted(naturalMs: number, targetMs: number, maxMs: number): number {
  if (naturalMs <= 1.15 * targetMs) return Math.max(1, naturalMs / targetMs);
  return naturalMs <= 1.15 * maxMs ? 1.15 : Math.min(1.35, naturalMs / maxMs);
}

/** The fragment as the segmenter would have cut it, without the weight of its sound. */
export function lightFragment(sequence: number, startMs: number, endMs: number, pauseAfterMs: number): Fragment {
  return {
    fragmentId: `f${sequence}`,
    sequence,
    startPtsNs: BigInt(startMs) * 1_000_000n,
    endPtsNs: BigInt(endMs) * 1_000_000n,
    pcm16k: Buffer.alloc((endMs - startMs) * 32),
    isSpeech: true,
    pauseAfterMs,
    speechLufs: -20,
  };
}
