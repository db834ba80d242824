import { Deferred, DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { authDemand, authQuery } from './adobe-auth.js';
import type { AmfObject, AmfValue } from './amf0.js';
import { RtmpConnection, type Command } from './connection.js';
import { MESSAGE } from './message.js';
import type { RtmpAddress } from './url.js';

/** From the first packet to the permission to publish. */
const OPENING_TIMEOUT_MS = 10_000;
/** One connection each: to learn that a name is wanted, to get the challenge, and to answer it. */
const MAX_ATTEMPTS = 3;
const NUMBERS = { connect: 1, releaseStream: 2, fcPublish: 3, createStream: 4, publish: 5, end: 6 } as const;

export interface PublicationOptions {
  readonly ca?: string | undefined;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** A stream that a server has agreed to take. */
export class Publication {
  readonly #connection: RtmpConnection;
  readonly #streamId: number;
  readonly #stream: string;
  readonly #over: Promise<DubbingError>;

  constructor(connection: RtmpConnection, streamId: number, stream: string, over: Promise<DubbingError>) {
    this.#connection = connection;
    this.#streamId = streamId;
    this.#stream = stream;
    this.#over = over;
  }

  /** Resolves when the server goes away or takes its agreement back. Never rejects. */
  get over(): Promise<DubbingError> {
    return this.#over;
  }

  get waitingBytes(): number {
    return this.#connection.waitingBytes;
  }

  get takenBytes(): number {
    return this.#connection.deliveredBytes;
  }

  send(type: number, timestampMs: number, payload: Buffer): void {
    this.#connection.send({ type, streamId: this.#streamId, timestampMs, payload });
  }

  /**
   * Takes leave as encoders do, so that the server tells its players at once; then waits for the last byte to arrive.
   * @param stuckMs a server that takes nothing for this long is left
   */
  async end(stuckMs: number): Promise<void> {
    this.#connection.command(0, 'FCUnpublish', NUMBERS.end, null, this.#stream);
    this.#connection.command(0, 'deleteStream', NUMBERS.end + 1, null, this.#streamId);
    await this.#connection.end(stuckMs);
  }

  destroy(): void {
    this.#connection.destroy('the output was stopped');
  }
}

/**
 * Connects, says who it is where the server asks for it, and gets the permission to publish.
 * @throws DubbingError OUTPUT_FAILED where there is no server, OUTPUT_REFUSED where there is one and it says no
 */
export async function openPublication(address: RtmpAddress, options: PublicationOptions): Promise<Publication> {
  let query = '';
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(address, query, options);
    } catch (error) {
      const demand = error instanceof Refusal ? authDemand(error.message) : undefined;
      if (demand === undefined || address.user === undefined || attempt === MAX_ATTEMPTS) throw error;
      query = authQuery(demand, address.user, address.password ?? '');
    }
  }
}

/** The server answered, and its answer is no. */
class Refusal extends DubbingError {
  constructor(what: string, info: AmfObject) {
    const said = [info['code'], info['description']].filter(
      (text): text is string => typeof text === 'string' && text !== '',
    );
    super(errorCodes.OUTPUT_REFUSED, `the server refuses to ${what}: ${said.join(': ') || 'it gives no reason'}`, {
      retryable: true,
    });
  }
}

async function attemptOnce(address: RtmpAddress, query: string, options: PublicationOptions): Promise<Publication> {
  const answers = new Map<number, Deferred<readonly AmfValue[]>>();
  const started = new Deferred<void>();
  const over = new Deferred<DubbingError>();
  // Whoever waits for the start hears of a refusal; later there is nobody.
  started.promise.catch(() => undefined);
  const refuse = (what: string, info: AmfObject) => {
    const refusal = new Refusal(what, info);
    over.resolve(refusal);
    started.reject(refusal);
  };
  const onCommand = ({ name, transaction, values }: Command): void => {
    const info = infoOf(values);
    if (name === '_result') answers.get(transaction)?.resolve(values);
    else if (name === '_error' && transaction === NUMBERS.publish) refuse('publish', info);
    else if (name === '_error') answers.get(transaction)?.reject(new Refusal('connect', info));
    else if (name === 'close') refuse('go on', info);
    else if (name === 'onStatus' && info['code'] === 'NetStream.Publish.Start') started.resolve();
    else if (name === 'onStatus' && info['level'] === 'error') refuse('publish', info);
  };
  const connection = new RtmpConnection(address, { ca: options.ca, onCommand });
  const stop = () => connection.destroy('the output was stopped');
  options.signal.addEventListener('abort', stop, { once: true });
  let step = 'connect';
  const timer = setTimeout(
    () => connection.destroy(`the server did not answer within ${OPENING_TIMEOUT_MS} ms (${step})`),
    OPENING_TIMEOUT_MS,
  );
  void connection.closed.then((why) => {
    options.signal.removeEventListener('abort', stop);
    over.resolve(new DubbingError(errorCodes.OUTPUT_FAILED, why, { retryable: true }));
  });
  const broken = over.promise.then((error) => {
    throw error;
  });
  broken.catch(() => undefined);
  const ask = async (name: keyof typeof NUMBERS, ...values: AmfValue[]): Promise<readonly AmfValue[]> => {
    step = name;
    const answer = new Deferred<readonly AmfValue[]>();
    answer.promise.catch(() => undefined);
    answers.set(NUMBERS[name], answer);
    connection.command(0, name, NUMBERS[name], ...values);
    return Promise.race([answer.promise, broken]);
  };
  try {
    await Promise.race([connection.shaken, broken]);
    const flashVer = 'FMLE/3.0 (compatible; dubbing)';
    const { app, tcUrl, stream } = address;
    await ask('connect', { app: app + query, type: 'nonprivate', flashVer, tcUrl: tcUrl + query });
    connection.enlargeChunks();
    // Some servers want these two before createStream; none that does not know them minds.
    connection.command(0, 'releaseStream', NUMBERS.releaseStream, null, stream);
    connection.command(0, 'FCPublish', NUMBERS.fcPublish, null, stream);
    const [, id] = await ask('createStream', null);
    if (typeof id !== 'number') throw new Refusal('give a stream', {});
    step = 'publish';
    connection.command(id, 'publish', NUMBERS.publish, null, stream, 'live');
    await Promise.race([started.promise, broken]);
    return new Publication(connection, id, stream, over.promise);
  } catch (error) {
    connection.destroy('the attempt failed');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The object that says what happened: the last one of a command. */
function infoOf(values: readonly AmfValue[]): AmfObject {
  const info = values.findLast((value): value is AmfObject => typeof value === 'object' && value !== null);
  return info ?? {};
}

export const MEDIA_MESSAGE = { audio: MESSAGE.audio, video: MESSAGE.video, data: MESSAGE.dataAmf0 } as const;
