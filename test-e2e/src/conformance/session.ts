import {
  STS_EVENTS,
  SUPPORTED_RANGE,
  type ErrorMessage,
  type FragmentAck,
  type FragmentProcessed,
  type StreamComplete,
  type StreamReady,
} from '@dubbing/contracts';
import type { ConformanceClient } from './client.js';
import { fragmentOf, type WireFragment } from './fragment.js';
import type { SessionWatch } from './session-watch.js';
import { clipFormat } from './sound.js';

/** A `stream:init` as it goes on the wire. Cases spoil it at will. */
export interface WireInit extends Record<string, unknown> {
  streamId: string;
  sourceLanguage: string;
  targetLanguages: string[];
  audio: { encoding: 'pcm_s16le'; sampleRateHz: number; channels: number };
  replyAudio: { encoding: 'pcm_s16le'; sampleRateHz: number; channels: number };
}

export type SessionChanges = Partial<WireInit>;

export function initOf(
  languages: { readonly sourceLanguage: string; readonly targetLanguages: readonly string[] },
  changes: SessionChanges = {},
): WireInit {
  return {
    protocol: { ...SUPPORTED_RANGE },
    streamId: 'conformance',
    sourceLanguage: languages.sourceLanguage,
    targetLanguages: [...languages.targetLanguages],
    audio: { encoding: 'pcm_s16le', ...clipFormat },
    replyAudio: { encoding: 'pcm_s16le', sampleRateHz: 24_000, channels: 1 },
    ...changes,
  };
}

/** A session on the connection that it has at present, watched. */
export class Session {
  readonly #connect: () => Promise<ConformanceClient>;
  #ready: StreamReady | undefined;

  constructor(
    readonly init: WireInit,
    /** The present connection. */
    public client: ConformanceClient,
    readonly watch: SessionWatch,
    connect: () => Promise<ConformanceClient>,
  ) {
    this.#connect = connect;
    client.listen((received) => watch.received(received));
  }

  /** What the server said when it opened the session, or resumed it last. */
  get ready(): StreamReady {
    if (this.#ready === undefined) throw new Error('the session is not open');
    return this.#ready;
  }

  async open(): Promise<this> {
    this.client.send(STS_EVENTS.init, this.init);
    this.#ready = await this.client.next(STS_EVENTS.ready, '4.1');
    return this;
  }

  send(fragment: WireFragment): WireFragment {
    this.watch.sent(fragment);
    this.client.send(STS_EVENTS.fragmentData, fragment);
    return fragment;
  }

  /** A new fragment with this sound. */
  sendSound(sequence: number, pcm: Buffer, changes: Record<string, unknown> = {}): WireFragment {
    return this.send(fragmentOf(sequence, pcm, changes));
  }

  ack({ fragmentId }: { readonly fragmentId: string }): Promise<FragmentAck> {
    const where = (ack: FragmentAck): boolean => ack.fragmentId === fragmentId;
    return this.client.next(STS_EVENTS.fragmentAck, '8.2', { where, what: `the ack of ${fragmentId}` });
  }

  answer({ fragmentId }: { readonly fragmentId: string }): Promise<FragmentProcessed> {
    const where = (answer: FragmentProcessed): boolean => answer.fragmentId === fragmentId;
    return this.client.next(STS_EVENTS.fragmentProcessed, '8.2', { where, what: `the answer to ${fragmentId}` });
  }

  /** What becomes of a fragment at once: its ack, or its refusal. */
  async verdict(fragment: { readonly fragmentId: string }): Promise<ErrorMessage | undefined> {
    const isOfIt = ({ fragmentId }: FragmentAck | ErrorMessage): boolean => fragmentId === fragment.fragmentId;
    const verdict = await this.client.nextOf(
      ({ event, message }) => (event === STS_EVENTS.fragmentAck || event === STS_EVENTS.error) && isOfIt(message),
      '8.2',
      `the ack or the refusal of ${fragment.fragmentId}`,
    );
    return verdict.event === STS_EVENTS.error ? verdict.message : undefined;
  }

  /** The next error, whatever it says; of a fragment where one is given. */
  refusal(section: string, of?: { readonly fragmentId: string }): Promise<ErrorMessage> {
    const what = of === undefined ? 'an error' : `the refusal of ${of.fragmentId}`;
    const where = (error: ErrorMessage): boolean => of === undefined || error.fragmentId === of.fragmentId;
    return this.client.next(STS_EVENTS.error, section, { what, where });
  }

  async complete(): Promise<StreamComplete> {
    this.client.send(STS_EVENTS.end, { reason: 'conformance' });
    return this.client.next(STS_EVENTS.complete, '10.1');
  }

  /** Takes the session up on a new connection. What the watch knows goes along. */
  async resume(changes: SessionChanges = {}): Promise<this> {
    this.client = await this.#connect();
    this.client.listen((received) => this.watch.received(received));
    this.client.send(STS_EVENTS.init, { ...this.init, sessionId: this.ready.sessionId, ...changes });
    this.#ready = await this.client.next(STS_EVENTS.ready, '9');
    return this;
  }
}
