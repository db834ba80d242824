import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { Deferred, describeError } from '@dubbing/common';

const ATTEMPTS = 6;
const INTERVAL_MS = 250;
const HEADER_BYTES = 16;
const HANDSHAKE_BYTES = 48;
/** A control packet of type 0, a handshake. */
const HANDSHAKE = 0x8000_0000;
/** The handshake's fields (SRT draft-sharabayko-srt-01, section 3.2.1). */
const FIRST_VERSION = 4;
const DATAGRAMS = 2;
const MTU = 1500;
const WINDOW = 8192;
const INDUCTION = 1;

/**
 * Asks whether an SRT listener is there, with the first packet of a caller's handshake. The listener answers it with a cookie and
 * remembers nothing, so that asking costs it nothing, and asking in vain costs here less than an attempt.
 * @returns undefined where somebody answered, otherwise why not
 */
export async function probeSrtListener(host: string, port: number, signal: AbortSignal): Promise<string | undefined> {
  const answer = new Deferred<string | undefined>();
  const stop = () => answer.resolve('the output was stopped');
  signal.addEventListener('abort', stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  let close = (): void => undefined;
  try {
    const { address, family } = await lookup(host);
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    close = () => socket.close();
    socket.on('error', (error) => answer.resolve(describeError(error)));
    socket.on('message', (packet) => {
      if (packet.length >= HEADER_BYTES + HANDSHAKE_BYTES && packet.readUInt32BE(0) === HANDSHAKE)
        answer.resolve(undefined);
    });
    let left = ATTEMPTS;
    const ask = () => {
      left -= 1;
      if (left < 0) answer.resolve(`no SRT listener answered within ${ATTEMPTS * INTERVAL_MS} ms`);
      else socket.send(induction());
    };
    socket.connect(port, address, ask);
    timer = setInterval(ask, INTERVAL_MS);
    return await answer.promise;
  } catch (error) {
    return describeError(error);
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(timer);
    close();
  }
}

/**
 * Asks whether a listener can have its port. GStreamer says no in a way that leaves its pipeline unusable.
 * @param host empty for all addresses
 * @returns undefined where the port is free, otherwise why not
 */
export async function probeFreePort(host: string, port: number): Promise<string | undefined> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  try {
    const bound = once(socket, 'listening');
    socket.bind({ port, exclusive: true, ...(host === '' ? {} : { address: host }) });
    await bound;
    return undefined;
  } catch (error) {
    return describeError(error);
  } finally {
    socket.close();
  }
}

function induction(): Buffer {
  const packet = Buffer.alloc(HEADER_BYTES + HANDSHAKE_BYTES);
  packet.writeUInt32BE(HANDSHAKE, 0);
  const socketId = randomInt(1, 0x3fff_ffff);
  const initialSequence = randomInt(0, 0x7fff_ffff);
  [FIRST_VERSION, DATAGRAMS, initialSequence, MTU, WINDOW, INDUCTION, socketId].forEach((value, index) =>
    packet.writeUInt32BE(value, HEADER_BYTES + index * 4),
  );
  return packet;
}
