import { io, type Socket } from 'socket.io-client';
import type { ContractVersion, MessageName, Messages } from './contract-version.js';
import { Inbox } from './inbox.js';

type Wishes = Pick<Messages['StreamInit'], 'sourceLanguage' | 'targetLanguages' | 'audio' | 'replyAudio'> &
  Partial<Pick<Messages['StreamInit'], 'engines' | 'glossary' | 'voices'>>;

/** What a server sends, by the name of its event in the package. A version knows those that its package names. */
const heardAs: Readonly<Record<string, MessageName>> = {
  ready: 'StreamReady',
  fragmentAck: 'FragmentAck',
  fragmentPartial: 'FragmentPartial',
  fragmentProcessed: 'FragmentProcessed',
  complete: 'StreamComplete',
  backpressure: 'Backpressure',
  error: 'ErrorMessage',
};

export const RATE_HZ = 16_000;
const frameNs = 1_000_000_000n / BigInt(RATE_HZ);

/** A client of one version of the contracts: everything that it sends is made, and everything that it gets is read, by that version's package. */
export class MixClient {
  readonly inbox = new Inbox();
  /** What came and what was lost, a line each, in its order. */
  readonly log: string[] = [];
  /** Events that this version has no name for. */
  readonly unknownEvents: string[] = [];
  #socket: Socket | undefined;
  #sessionId: string | undefined;
  #sequence = 0;
  #endNs = 0n;
  /** What has no answer yet, as it was sent. */
  readonly #open = new Map<number, Messages['FragmentData']>();

  constructor(
    readonly version: ContractVersion,
    readonly url: string,
    readonly wishes: Wishes,
  ) {}

  /** Dials and opens the session, or resumes the one it had; then sends again what the session has not taken. */
  async connect(): Promise<Messages['StreamReady']> {
    this.dial();
    const ready = await this.inbox.next('StreamReady');
    this.#sessionId = ready.sessionId;
    for (const [sequence, fragment] of this.#open) {
      if (sequence > (ready.lastSequence ?? 0)) this.#emit('fragmentData', 'FragmentData', fragment);
    }
    return ready;
  }

  /** Dials and offers what this version speaks. The answer is in the inbox. */
  dial(): void {
    const { STS_SOCKET_PATH: path } = this.version.module;
    const socket = io(this.url, { path, transports: ['websocket'], reconnection: false, forceNew: true });
    this.#socket = socket;
    socket.on('connect', () => this.#emit('init', 'StreamInit', this.#init()));
    socket.on('connect_error', (error) => this.inbox.fail(error));
    socket.on('disconnect', (reason) => this.inbox.fail(new Error(`the connection broke: ${reason}`)));
    socket.onAny((event: string, raw: unknown) => this.#hear(event, raw));
  }

  /** @returns its sequence number */
  send(pcm: Buffer, fragmentId?: string): number {
    const sequence = (this.#sequence += 1);
    const durationMs = (1000 * pcm.length) / 2 / RATE_HZ;
    const startNs = this.#endNs;
    this.#endNs += BigInt(pcm.length / 2) * frameNs;
    const fragment = {
      fragmentId: fragmentId ?? `fragment-${sequence}`,
      sequence,
      startPtsNs: String(startNs),
      endPtsNs: String(this.#endNs),
      durationMs,
      deadlineMs: 60_000,
      slot: { targetMs: durationMs, maxMs: durationMs + 500 },
      pcm,
    };
    this.#open.set(sequence, fragment);
    this.#emit('fragmentData', 'FragmentData', fragment);
    return sequence;
  }

  /** Once more, as after a refusal that leaves the number free. */
  sendAgain(sequence: number): void {
    const fragment = this.#open.get(sequence);
    if (fragment === undefined) throw new Error(`fragment ${sequence} has its answer`);
    this.#emit('fragmentData', 'FragmentData', fragment);
  }

  pause(): void {
    this.#emit('pause', 'StreamPause', { reason: 'a test' });
  }

  resume(): void {
    this.#emit('resume', 'StreamResume', {});
  }

  async end(): Promise<Messages['StreamComplete']> {
    this.#emit('end', 'StreamEnd', { reason: 'the end' });
    return this.inbox.next('StreamComplete');
  }

  /** An event of a protocol that there is not yet. */
  sendUnknown(event: string): void {
    this.#socket?.emit(event, { bytes: Buffer.from('new') });
  }

  /** The connection is gone without a word. */
  drop(): void {
    this.log.push('dropped');
    this.#socket?.off().offAny();
    this.#socket?.io.engine.close();
    this.#socket = undefined;
  }

  close(): void {
    this.#socket?.off().disconnect();
  }

  #init(): Messages['StreamInit'] {
    const features = Object.keys(this.version.features);
    return {
      ...this.wishes,
      protocol: { ...this.version.range },
      streamId: 'mixes',
      ...(this.#sessionId !== undefined && { sessionId: this.#sessionId }),
      ...(features.length > 0 && { features }),
    };
  }

  /** Without a connection it is said to nobody. */
  #emit<N extends MessageName>(event: string, name: N, fields: Messages[N]): void {
    this.#socket?.emit(this.version.events[event] ?? '', this.version.make(name, fields));
  }

  #hear(event: string, raw: unknown): void {
    const key = Object.entries(this.version.events).find(([, name]) => name === event)?.[0] ?? '';
    const name = heardAs[key];
    if (name === undefined) {
      this.unknownEvents.push(event);
      return;
    }
    try {
      const message = this.version.read(name, raw);
      this.#note(name, message);
      this.inbox.add(name, message);
    } catch (cause) {
      this.inbox.fail(new Error(`${this.version.name} cannot read ${event}: ${String(cause)}`, { cause }));
    }
  }

  #note(name: MessageName, message: Messages[MessageName]): void {
    const { sequence, code } = message as Partial<Messages['FragmentProcessed'] & Messages['ErrorMessage']>;
    if (name === 'FragmentProcessed' && sequence !== undefined) this.#open.delete(sequence);
    // How many of these come, and when, is the server's own affair.
    if (name !== 'Backpressure') this.log.push([name, sequence ?? code].filter((part) => part !== undefined).join(' '));
  }
}
