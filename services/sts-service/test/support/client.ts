import {
  FragmentProcessed,
  ErrorMessage,
  PROTOCOL_VERSION,
  STS_EVENTS,
  STS_SOCKET_PATH,
  StreamReady,
  parse,
  type MessageClass,
  type StsEventName,
} from '@dubbing/contracts';
import { io, type Socket } from 'socket.io-client';

export const init = {
  protocol: { min: PROTOCOL_VERSION, max: PROTOCOL_VERSION },
  streamId: 'news',
  sourceLanguage: 'en',
  targetLanguages: ['es', 'ca'],
  audio: { encoding: 'pcm_s16le', sampleRateHz: 16_000, channels: 1 },
  replyAudio: { encoding: 'pcm_s16le', sampleRateHz: 48_000, channels: 1 },
};

/** A fragment of one second, of the given sequence number. */
export function fragment(sequence: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const startPtsNs = BigInt(sequence) * 1_000_000_000n;
  return {
    fragmentId: `f${sequence}`,
    sequence,
    startPtsNs: String(startPtsNs),
    endPtsNs: String(startPtsNs + 1_000_000_000n),
    durationMs: 1000,
    deadlineMs: 20_000,
    slot: { targetMs: 1000, maxMs: 1200 },
    pcm: Buffer.alloc(32_000, sequence),
    ...changes,
  };
}

/** A client of the service that keeps every message in the order in which it came. */
export class TestClient {
  readonly socket: Socket;
  readonly received: { event: string; payload: unknown }[] = [];
  #taken = 0;
  #wake: () => void = () => {};

  constructor(url: string) {
    this.socket = io(url, {
      path: STS_SOCKET_PATH,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    const keep = (event: string, payload: unknown): void => {
      this.received.push({ event, payload });
      this.#wake();
    };
    this.socket.onAny(keep);
    this.socket.on('disconnect', (reason) => keep('disconnect', reason));
    this.socket.on('connect_error', (error) => keep('connect_error', error));
  }

  send(event: StsEventName, payload?: unknown): void {
    this.socket.emit(event, payload);
  }

  /** The next message of this event that was not yet taken, read by its class. */
  async next<T extends object>(event: string, messageClass: MessageClass<T>): Promise<T> {
    return parse(messageClass, await this.nextRaw(event));
  }

  /** The next message of this event; those before it are passed over. */
  async nextRaw(event: string): Promise<unknown> {
    for (;;) {
      const message = this.received[this.#taken];
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#taken += 1;
      if (message.event === event) return message.payload;
    }
  }

  /** Opens a session. */
  async open(changes: Record<string, unknown> = {}): Promise<StreamReady> {
    this.send(STS_EVENTS.init, { ...init, ...changes });
    return this.next(STS_EVENTS.ready, StreamReady);
  }

  reply(): Promise<FragmentProcessed> {
    return this.next(STS_EVENTS.fragmentProcessed, FragmentProcessed);
  }

  refusal(): Promise<ErrorMessage> {
    return this.next(STS_EVENTS.error, ErrorMessage);
  }

  close(): void {
    this.socket.disconnect();
  }
}
