import { expect } from 'chai';
import { bytesOf } from '../../../src/bench/contracts/messages.js';
import { cases, type Reader } from '../../../src/bench/contracts/readers.js';

function faultOf({ read, fieldOf }: Reader, value: unknown): string | undefined {
  try {
    read(value);
    return undefined;
  } catch (error) {
    return fieldOf(error) ?? 'an error without a field';
  }
}

/** One fault each, and the field that it is in. */
const faults: Record<string, Record<string, (message: Record<string, never>) => void>> = {
  'fragment:data': {
    fragmentId: (message) => Object.assign(message, { fragmentId: 'a b' }),
    sequence: (message) => Object.assign(message, { sequence: 1.5 }),
    startPtsNs: (message) => Object.assign(message, { startPtsNs: '01' }),
    endPtsNs: (message) => Object.assign(message, { endPtsNs: '1', startPtsNs: '2', durationMs: 0 }),
    durationMs: (message) => Object.assign(message, { durationMs: 1500 }),
    deadlineMs: (message) => Object.assign(message, { deadlineMs: 0 }),
    slot: (message) => Object.assign(message, { slot: [] }),
    'slot.maxMs': (message) => Object.assign(message, { slot: { targetMs: 2, maxMs: 1 } }),
    pcm: (message) => Object.assign(message, { pcm: 'bytes' }),
  },
  'fragment:processed': {
    endPtsNs: (message) => Object.assign(message, { endPtsNs: '1' }),
    status: (message) => Object.assign(message, { status: 'fine' }),
    'transcript.confidence': (message) => Object.assign(message['transcript'] ?? {}, { confidence: 1.1 }),
    dubs: (message) => Object.assign(message, { dubs: Array.from({ length: 17 }, () => message['dubs']?.[0]) }),
    'dubs.1.audio': (message) => Object.assign(message['dubs']?.[1] ?? {}, { audio: undefined }),
    'dubs.2.language': (message) => Object.assign(message['dubs']?.[2] ?? {}, { language: 'Spanish' }),
    'dubs.2.engine.tts': (message) => Object.assign(message['dubs']?.[2]?.['engine'] ?? {}, { tts: 1 }),
    'dubs.0.timings.fitMs': (message) => Object.assign(message['dubs']?.[0]?.['timings'] ?? {}, { fitMs: Number.NaN }),
    'timings.totalMs': (message) => Object.assign(message['timings'] ?? {}, { totalMs: -1 }),
    error: (message) => Object.assign(message, { status: 'failed' }),
  },
};

describe('the readers that the bench compares', () => {
  for (const { event, message, readers } of cases) {
    for (const reader of readers) {
      it(`${reader.name} reads ${event} as it is, and nothing that it does not know`, () => {
        const read = reader.read({ ...message(), fromTheFuture: 1 }) as object;
        expect(JSON.parse(JSON.stringify(read))).to.deep.equal(JSON.parse(JSON.stringify(message())));
      });

      it(`${reader.name} leaves the sound of ${event} where it is`, () => {
        const given = message();
        const places = (value: unknown) => bytesOf(value).map(({ buffer, byteOffset }) => [buffer, byteOffset]);
        for (const [index, [buffer, offset]] of places(reader.read(given)).entries()) {
          expect(buffer === places(given)[index]?.[0] && offset === places(given)[index]?.[1]).to.equal(true);
        }
      });

      it(`${reader.name} refuses what is wrong with ${event}, by its field`, () => {
        for (const [field, spoil] of Object.entries(faults[event] ?? {})) {
          const wrong = message();
          spoil(wrong as Record<string, never>);
          expect(faultOf(reader, wrong), field).to.match(new RegExp(`^${field}(\\.|$)`));
        }
      });
    }
  }
});
