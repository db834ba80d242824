import { expect } from 'chai';
import { decodeWav, encodeWav } from '../../../src/index.js';
import { thrownBy } from '../../support/thrown.js';

const format = { sampleRateHz: 16_000, channels: 1 };
const pcm = Buffer.from([1, 0, 2, 0, 3, 0]);

/** A RIFF file of the given chunks, padded as the format asks. */
function riff(...chunks: readonly [name: string, body: Buffer, length?: number][]): Buffer {
  const parts = chunks.map(([name, body, length = body.length]) => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  });
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), ...parts]);
}

function fmt(coding: number, channels: number, rate: number, bits: number, extra = Buffer.alloc(0)): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(coding, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt16LE(bits, 14);
  return Buffer.concat([body, extra]);
}

describe('WAV', () => {
  it('round-trips', () => {
    for (const channels of [1, 2]) {
      const samples = Buffer.alloc(8 * channels, 7);
      const decoded = decodeWav(encodeWav(samples, { sampleRateHz: 44_100, channels }));
      expect(decoded.format).to.deep.equal({ sampleRateHz: 44_100, channels });
      expect(decoded.pcm.equals(samples)).to.equal(true);
    }
  });

  it('writes the canonical header', () => {
    expect(encodeWav(pcm, format).subarray(0, 44).toString('hex')).to.equal(
      '524946462a00000057415645666d74201000000001000100803e0000007d0000020010006461746106000000',
    );
  });

  it('reads past chunks that it does not know, odd ones too', () => {
    const wav = riff(['LIST', Buffer.from('abc')], ['fmt ', fmt(1, 1, 16_000, 16)], ['data', pcm]);
    expect(decodeWav(wav).pcm.equals(pcm)).to.equal(true);
  });

  it('reads the extensible form of PCM', () => {
    const extra = Buffer.alloc(24);
    extra.writeUInt16LE(22, 0);
    extra.writeUInt16LE(1, 8);
    const wav = riff(['fmt ', fmt(0xfffe, 2, 48_000, 16, extra)], ['data', Buffer.alloc(4)]);
    expect(decodeWav(wav).format).to.deep.equal({ sampleRateHz: 48_000, channels: 2 });
  });

  it('takes what is there when the encoder could not know the length', () => {
    const wav = riff(['fmt ', fmt(1, 1, 16_000, 16)], ['data', Buffer.from([1, 0, 2]), 0xffffffff]);
    expect([...decodeWav(wav).pcm]).to.deep.equal([1, 0, 2, 0]);
  });

  const faults: Record<string, [field: string, wav: Buffer]> = {
    'no bytes': ['header', Buffer.alloc(0)],
    'another format': ['header', Buffer.from('OggS and then some more')],
    'no data chunk': ['data', riff(['fmt ', fmt(1, 1, 16_000, 16)])],
    'no fmt chunk': ['fmt', riff(['data', pcm])],
    'a truncated fmt chunk': ['fmt', riff(['fmt ', Buffer.alloc(4)], ['data', pcm])],
    'a fmt chunk beyond the end': ['fmt', riff(['fmt ', fmt(1, 1, 16_000, 16), 400])],
    'a truncated data chunk': ['data', riff(['fmt ', fmt(1, 1, 16_000, 16)], ['data', pcm, 600])],
    'half a sample': ['data', riff(['fmt ', fmt(1, 1, 16_000, 16)], ['data', Buffer.alloc(3)])],
    '24-bit samples': ['fmt', riff(['fmt ', fmt(1, 1, 16_000, 24)], ['data', pcm])],
    'floating-point samples': ['fmt', riff(['fmt ', fmt(3, 1, 16_000, 32)], ['data', pcm])],
    'no channels': ['fmt', riff(['fmt ', fmt(1, 0, 16_000, 16)], ['data', pcm])],
    'a sample rate of zero': ['fmt', riff(['fmt ', fmt(1, 1, 0, 16)], ['data', pcm])],
  };
  for (const [name, [field, wav]] of Object.entries(faults)) {
    it(`refuses ${name}`, () => {
      expect(thrownBy(() => decodeWav(wav))).to.include({ code: 'WAV_INVALID', field });
    });
  }
});
