import type { DubbingError, Logger } from '@dubbing/common';
import type {
  Backpressure,
  EngineChoice,
  FragmentProcessed,
  GlossaryEntry,
  StreamReady,
  VoiceChoice,
} from '@dubbing/contracts';
import type { Fragment } from '../media/fragment.js';
import type { Hearing, SpokenPlace } from '../media/transcript.js';
import type { Clock } from '../media/clock.js';

/** Why a fragment got no reply: the original is heard in its place. */
export type FallbackReason =
  /** Its reply was not there when the release reached it. */
  | 'late'
  /** The server could not process it, or refused it. */
  | 'failed'
  /** No connection until it was too late. */
  | 'unavailable'
  /** Too many failed before it, so the server is left alone for a while. */
  | 'breaker-open'
  /** Too many wait already. */
  | 'overload'
  /** The server's reply breaks the contract. */
  | 'malformed'
  /** The server refused the stream for good. */
  | 'refused'
  /** The client was closed first. */
  | 'closed';

export type StsState = 'connecting' | 'connected' | 'open-breaker' | 'off';

export interface StsClientOptions {
  /** Base URL of speech-to-speech, such as http://127.0.0.1:8090. */
  readonly url: string;
  readonly streamId: string;
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
  readonly engines?: EngineChoice | undefined;
  /** Terms that the translations keep, or are forced to. */
  readonly glossary?: readonly GlossaryEntry[] | undefined;
  readonly voices?: readonly VoiceChoice[] | undefined;
  readonly logger: Logger;
  /**
   * Media time in milliseconds until the release reaches this PTS; a reply is of no use from then on. It may
   * stand still while the source stalls. Infinity where nothing presses.
   */
  readonly remainingMs: (ptsNs: bigint) => number;
  /** How far the dubs placed so far reach beyond this PTS, in milliseconds; the next one's slot is that much shorter. Default 0. */
  readonly overrunMs?: (ptsNs: bigint) => number;
  /** A reply must be there this long before its place is released, in milliseconds. Default 100. */
  readonly marginMs?: number;
  /** Fragments under way at once; the server's limit applies too. Default 4. */
  readonly maxInFlight?: number;
  /** Fragments that may wait to be sent. Default 8. */
  readonly maxWaiting?: number;
  /** No reply is waited for longer, in milliseconds, even if nothing presses. Default 60000. */
  readonly maxDeadlineMs?: number;
  /** How long the server may take to answer the opening of the stream, in milliseconds. Default 15000. */
  readonly readyTimeoutMs?: number;
  /** How long close() waits for what is under way, in milliseconds. Default 3000. */
  readonly closeTimeoutMs?: number;
  readonly clock?: Clock;
  readonly breaker?: BreakerSettings;
  readonly reconnect?: { readonly initialMs?: number; readonly maxMs?: number };
  /** @param replyMs from the fragment's submission to this */
  readonly onReply: (fragment: Fragment, reply: FragmentProcessed, replyMs: number) => void;
  readonly onFallback: (fragment: Fragment, reason: FallbackReason, error?: DubbingError) => void;
  /**
   * What was recognised of a fragment, as it grows where the server tells it so (the feature `partials`), and at the latest with the
   * server's answer, before `onReply`. It may come after the fragment's fallback: what is too late to be dubbed may be read yet.
   */
  readonly onTranscript?: (place: SpokenPlace, hearing: Hearing) => void;
  readonly onState?: (state: StsState) => void;
  /** The session is open, at first and after each reconnect. */
  readonly onReady?: (ready: StreamReady) => void;
  readonly onBackpressure?: (advice: Backpressure) => void;
  /** The server refused the stream for good; the code is the server's. The client is off from then on. */
  readonly onFatal: (error: DubbingError) => void;
}

export interface BreakerSettings {
  /** Failures in a row that open the breaker. Default 3. */
  readonly failures?: number;
  /** How much of the programme then passes before one fragment is tried, in milliseconds. Default 5000. */
  readonly openMs?: number;
}
