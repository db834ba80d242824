import { STS_EVENTS, STS_SOCKET_PATH } from '@dubbing/contracts';
import { io } from 'socket.io-client';
import type { ConformanceCase } from '../case.js';
import { silence } from '../sound.js';
import { Skipped, require, requireSame } from '../violation.js';

export const packets: readonly ConformanceCase[] = [
  {
    name: 'packets/no-polling',
    section: '2.1',
    promise: 'HTTP long polling is refused',
    async run({ url, signal }) {
      const { status } = await fetch(`${url}${STS_SOCKET_PATH}/?EIO=4&transport=polling`, { signal });
      require(status >= 400, '2.1', `long polling is answered with status ${status}`);
    },
  },
  {
    name: 'packets/one-namespace',
    section: '2.1',
    promise: 'a namespace other than / is refused',
    async run({ url, signal }) {
      const socket = io(`${url}/other`, {
        path: STS_SOCKET_PATH,
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
      });
      try {
        const event = await new Promise<string>((resolve) => {
          socket.once('connect_error', () => resolve('refused'));
          socket.once('connect', () => resolve('opened'));
          signal.addEventListener('abort', () => resolve('nothing'), { once: true });
        });
        requireSame(event, 'refused', '2.1', 'what becomes of the namespace /other');
      } finally {
        socket.disconnect();
      }
    },
  },
  {
    name: 'packets/acknowledgements',
    section: '2.2',
    promise: 'an event that asks for an acknowledgement of Socket.IO is taken, and gets none',
    async run({ open }) {
      const session = await open();
      let answered = 0;
      const fragment = session.sendSound(1, silence(300));
      await session.answer(fragment);
      session.client.send(STS_EVENTS.pause, {}, () => (answered += 1));
      session.client.send('no:such:event', {}, () => (answered += 1));
      requireSame((await session.refusal('2.2')).code, 'UNKNOWN_EVENT', '3.4', 'the code');
      const { code } = await session.refusal('8.4', session.sendSound(2, silence(300)));
      requireSame(code, 'SESSION_PAUSED', '2.2', 'the code after a stream:pause that asked for an acknowledgement');
      requireSame(answered, 0, '2.2', 'the number of acknowledgements');
    },
  },
  {
    name: 'packets/further-arguments',
    section: '2.2',
    promise: 'what stands behind the message in an event is not looked at',
    async run({ open }) {
      const session = await open();
      session.client.send(STS_EVENTS.pause, {}, { reason: 7 }, 'x');
      const { code } = await session.refusal('8.4', session.sendSound(1, silence(300)));
      requireSame(code, 'SESSION_PAUSED', '2.2', 'the code');
    },
  },
  {
    name: 'packets/number-for-a-name',
    section: '2.4',
    promise: 'an event with a number for its name is answered as an unknown one',
    async run({ open }) {
      const session = await open();
      session.client.sendRaw('2[5,{}]');
      const { code } = await session.refusal('2.4');
      requireSame(code, 'UNKNOWN_EVENT', '2.4', 'the code');
      await session.answer(session.sendSound(1, silence(300)));
    },
  },
  {
    name: 'packets/broken',
    section: '2.4',
    promise: 'a frame that is no packet ends its connection alone; the session can be resumed',
    async run({ open }) {
      const other = await open();
      for (const packet of ['2["stream:pause",{', '51-["x",{"_placeholder":true,"num":7}]', '2["disconnect",{}]']) {
        const session = await open();
        await session.answer(session.sendSound(1, silence(300)));
        session.client.sendRaw(packet);
        if (packet.startsWith('5')) session.client.sendRaw(Buffer.alloc(2));
        await session.client.closed('2.4');
        await session.resume();
        if (session.ready.limits.resumeWindowMs > 0) requireSame(session.ready.resumed, true, '2.4', 'resumed');
        requireSame(session.ready.lastSequence, 1, '9', 'lastSequence');
      }
      await other.answer(other.sendSound(1, silence(300)));
    },
  },
  {
    name: 'packets/too-large',
    section: '2.4',
    promise: 'a frame larger than maxPayload ends its connection alone',
    async run({ open, connect }) {
      const other = await open();
      const client = await connect();
      // The library keeps what the server said at the start, and does not show it.
      const { _maxPayload: most } = client.socket.io.engine as unknown as { _maxPayload?: unknown };
      if (typeof most !== 'number' || most > 64e6) throw new Skipped(`maxPayload is ${String(most)}`);
      client.send('x', { text: 'x'.repeat(most + 1) });
      await client.closed('2.4');
      await other.answer(other.sendSound(1, silence(300)));
    },
  },
];
