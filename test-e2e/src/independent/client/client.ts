import type { Socket } from 'socket.io-client';
import { faultOf } from '../schema/check.js';
import { schemaOf } from '../schema/documents.js';
import type { Clip } from '../sound/wav.js';
import type {
  Backpressure,
  ErrorMessage,
  FragmentName,
  FragmentPartial,
  FragmentProcessed,
  StreamComplete,
  StreamInit,
  StreamReady,
} from '../wire.js';
import { connect } from './connect.js';
import { cut, type Piece } from './sound-cutter.js';
import { Tracked, nameOf } from './tracked.js';
import { faultOfAnswer, faultOfReady } from './verify.js';

/** Before what was refused for now is tried again. */
const retryMs = 500;

export interface ClientOptions {
  readonly url: string;
  readonly init: Omit<StreamInit, 'audio' | 'sessionId'>;
  readonly clip: Clip;
  readonly fragmentMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Every message of the server, after the client has taken it. */
  readonly onMessage?: (event: string, message: unknown, client: IndependentClient) => void;
}

export interface ClientResult {
  /** One more for each session that the server could not resume. */
  readonly sessions: readonly StreamReady[];
  readonly fragments: readonly Tracked[];
  readonly complete: StreamComplete;
  readonly pressures: readonly Backpressure[];
  /** Where the server did not keep to the document. */
  readonly faults: readonly string[];
}

/** Has one clip dubbed over a session of its own. Made from docs/sts-protocol/v1.md alone. */
export class IndependentClient {
  readonly #options: ClientOptions;
  readonly #init: StreamInit;
  readonly #socket: Socket;
  readonly #fragments: Tracked[] = [];
  readonly #sessions: StreamReady[] = [];
  readonly #pressures: Backpressure[] = [];
  readonly #faults: string[] = [];
  readonly #result: Promise<StreamComplete>;
  #resolve: (complete: StreamComplete) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #pieces: Piece[] | undefined;
  #sequence = 0;
  #highestAnswered = 0;
  #isReady = false;
  #isEnded = false;
  /** What was refused for now waits for the next answer. */
  #isHeld = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#init = { ...options.init, audio: { encoding: 'pcm_s16le', ...options.clip.format } };
    this.#socket = connect(options.url);
    this.#socket.on('connect', () => this.#open());
    this.#socket.on('disconnect', (reason) => {
      this.#isReady = false;
      // Socket.IO makes it again by itself, but not where the server has closed it in words.
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    this.#socket.onAny((event: string, message: unknown) => this.#take(event, message));
  }

  /** @throws Error when the server refuses the session, and the signal's reason when it aborts */
  async run(): Promise<ClientResult> {
    const { signal } = this.#options;
    const abort = (): void => this.#reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const complete = await this.#result;
      const [sessions, fragments, pressures, faults] = [this.#sessions, this.#fragments, this.#pressures, this.#faults];
      return { sessions, fragments, complete, pressures, faults };
    } finally {
      signal.removeEventListener('abort', abort);
      clearTimeout(this.#retry);
      this.#socket.disconnect();
    }
  }

  /** Loses the connection as a network does. */
  drop(): void {
    this.#socket.io.engine.close();
  }

  #open(): void {
    const sessionId = this.#sessions.at(-1)?.sessionId;
    this.#socket.emit('stream:init', { ...this.#init, ...(sessionId !== undefined && { sessionId }) });
  }

  #take(event: string, message: unknown): void {
    const handlers: Readonly<Record<string, (message: never) => void>> = {
      'stream:ready': (ready: StreamReady) => this.#ready(ready),
      'fragment:ack': (ack: FragmentName) => this.#ack(ack),
      'fragment:partial': (partial: FragmentPartial) => this.#partial(partial),
      'fragment:processed': (answer: FragmentProcessed) => this.#answer(answer),
      backpressure: (pressure: Backpressure) => void this.#pressures.push(pressure),
      'stream:complete': (complete: StreamComplete) => this.#complete(complete),
      error: (error: ErrorMessage) => this.#error(error),
    };
    // An event that is not known here is a newer server's (3.4).
    if (!Object.hasOwn(handlers, event)) return;
    const schema = event === 'error' ? 'error-message' : event.replace(':', '-');
    const fault = faultOf(schemaOf(schema), message);
    if (fault !== undefined) this.#faults.push(`${event}: ${fault.message}`);
    else handlers[event]?.(message as never);
    this.#options.onMessage?.(event, message, this);
    this.#send();
  }

  #ready(ready: StreamReady): void {
    const before = this.#sessions.at(-1);
    const asked = { ...this.#init, ...(before !== undefined && { sessionId: before.sessionId }) };
    this.#blame('stream:ready', faultOfReady(asked, ready));
    if (!ready.resumed) this.#sessions.push(ready);
    const { maxFragmentDurationMs } = ready.limits;
    const { clip, fragmentMs, deadlineMs } = this.#options;
    this.#pieces ??= cut(clip, { fragmentMs: Math.min(fragmentMs, maxFragmentDurationMs), deadlineMs });
    this.#isReady = true;
    this.#isEnded = false;
    this.#isHeld = false;
    // What never arrived, and to be sure what is in work; in a new session all that has no answer (9).
    for (const tracked of this.#unanswered) {
      tracked.again(ready.resumed);
      this.#socket.emit('fragment:data', tracked.fragment);
    }
  }

  #ack({ fragmentId, sequence }: FragmentName): void {
    const tracked = this.#find(fragmentId);
    if (tracked?.fragment.sequence !== sequence) this.#faults.push(`an ack of ${fragmentId} (${sequence})`);
    else tracked.isAcked = true;
  }

  #partial(partial: FragmentPartial): void {
    const tracked = this.#find(partial.fragmentId);
    const isAgreed = this.#sessions.at(-1)?.features?.includes('partials') === true;
    if (!isAgreed || tracked === undefined) this.#faults.push(`a partial of ${nameOf(partial)} that nobody agreed on`);
    else this.#blame(nameOf(partial), tracked.take(partial));
  }

  #answer(answer: FragmentProcessed): void {
    const tracked = this.#find(answer.fragmentId);
    if (tracked === undefined) return void this.#faults.push(`an answer to ${nameOf(answer)}, which was not sent`);
    // It was sent again to be sure, and had its answer already (8.2).
    if (tracked.isDone) return;
    // Only one that was on the wire when the connection broke, and is asked for again, may be behind its turn.
    if (answer.sequence < this.#highestAnswered && !tracked.isSentAgain) this.#blame(nameOf(answer), 'out of order');
    this.#highestAnswered = Math.max(this.#highestAnswered, answer.sequence);
    this.#blame(nameOf(answer), faultOfAnswer(this.#init, tracked.fragment, answer) ?? tracked.faultOfFinal(answer));
    tracked.answer = answer;
    this.#isHeld = false;
  }

  #complete(complete: StreamComplete): void {
    const { fragmentsReceived, fragmentsProcessed } = complete;
    if (fragmentsReceived !== fragmentsProcessed) this.#faults.push('not everything that was accepted is answered');
    this.#isReady = false;
    this.#resolve(complete);
  }

  #error({ fragmentId, ...error }: ErrorMessage): void {
    const tracked = this.#find(fragmentId ?? undefined);
    if (tracked !== undefined) {
      tracked.refusal = error;
      // Its place is free again; the same sound goes once more, as a new fragment behind the others.
      if (!error.retryable) return;
      this.#pieces?.unshift(tracked.fragment);
      this.#isHeld = true;
      if (this.#unanswered.length === 0) this.#later(() => this.#release());
    } else if (!this.#isReady && !error.retryable) {
      this.#reject(new Error(`${error.code}: ${error.message}`));
    } else if (!this.#isReady) {
      this.#later(() => this.#open());
    }
  }

  /** Sends as much as the server takes, and the end behind the last answer. */
  #send(): void {
    if (!this.#isReady || this.#isEnded || this.#isHeld || this.#pieces === undefined) return;
    while (this.#unanswered.length < this.#places && this.#pieces.length > 0) {
      const piece = this.#pieces.shift();
      if (piece === undefined) break;
      this.#sequence++;
      const name = { fragmentId: `${this.#init.streamId}.${this.#sequence}`, sequence: this.#sequence };
      const fragment = { ...piece, ...name };
      this.#fragments.push(new Tracked(fragment));
      this.#socket.emit('fragment:data', fragment);
    }
    if (this.#unanswered.length > 0 || this.#pieces.length > 0) return;
    this.#isEnded = true;
    this.#socket.emit('stream:end', {});
  }

  #release(): void {
    this.#isHeld = false;
    this.#send();
  }

  #later(then: () => void): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(then, retryMs);
  }

  get #unanswered(): Tracked[] {
    return this.#fragments.filter(({ isDone }) => !isDone);
  }

  /** The hard limit, and the advice where there is any (8.3). */
  get #places(): number {
    const { maxInFlight = 1 } = this.#sessions.at(-1)?.limits ?? {};
    const pressure = this.#pressures.at(-1);
    const advised = pressure === undefined || pressure.level === 'none' ? maxInFlight : pressure.recommendedMaxInFlight;
    return Math.min(maxInFlight, advised);
  }

  #find(fragmentId: string | undefined): Tracked | undefined {
    return this.#fragments.find(({ fragment }) => fragment.fragmentId === fragmentId);
  }

  #blame(what: string, fault: string | undefined): void {
    if (fault !== undefined) this.#faults.push(`${what}: ${fault}`);
  }
}
