import { createLogger, int16View } from '@dubbing/common';
import { expect } from 'chai';
import { separateGivenVoice } from '../../../src/separate/separator.js';
import { seededRandom } from '../../support/random.js';
import { measureSeparation, type Separation } from '../../support/separation-measure.js';
import { blocksOf, stereoOf } from '../../support/sound.js';

const SECOND = 48_000;
const LENGTH = 6 * SECOND;
const logger = createLogger({ service: 'test', level: 'silent', write: () => undefined });

/** Something with the build of a voice: a buzz of changing pitch, in syllables with pauses. */
function voiceLike(): Int16Array {
  let phase = 0;
  return Int16Array.from({ length: LENGTH }, (_, i) => {
    phase += (130 + 40 * Math.sin(i / 9000)) / SECOND;
    const syllable = Math.max(0, Math.sin((2 * Math.PI * i) / 14_000));
    let buzz = 0;
    for (let harmonic = 1; harmonic <= 24; harmonic++) buzz += Math.sin(2 * Math.PI * harmonic * phase) / harmonic;
    return Math.round(4000 * syllable * buzz);
  });
}

function bedLike(): Int16Array {
  const random = seededRandom(9);
  let low = 0;
  return Int16Array.from({ length: LENGTH }, () => Math.round(3000 * (low += 0.2 * (2 * random() - 1 - low))));
}

async function separate(mix: Int16Array, commentary: Int16Array): Promise<Int16Array> {
  const fail = (error: Error): void => {
    throw error;
  };
  const separator = separateGivenVoice({ logger, onError: fail, maxBacklogMs: 60_000 });
  const voices = blocksOf(stereoOf(commentary), 0n, () => 4800);
  const blocks = blocksOf(stereoOf(mix), 0n, () => 4800).map((block, i) => ({ ...block, commentary: voices[i]!.pcm }));
  for (const block of blocks) separator.push(block);
  await separator.flush();
  await separator.close();
  const output = new Int16Array(LENGTH);
  blocks.forEach(({ bed }, index) => int16View(bed!).forEach((value, i) => (output[4800 * index + (i >> 1)] = value)));
  return output;
}

describe('GivenVoice', () => {
  const voice = voiceLike();
  const bed = bedLike();
  const mixed = (gain: number, shift: number): { speech: Int16Array; mix: Int16Array } => {
    const speech = voice.map((_, i) => Math.round(gain * (voice[i - shift] ?? 0)));
    return { speech, mix: speech.map((value, i) => value + bed[i]!) };
  };
  const measured = async (gain: number, shift: number): Promise<Separation> => {
    const { speech, mix } = mixed(gain, shift);
    return measureSeparation(speech, bed, await separate(mix, voice));
  };

  it('takes the voice out at whatever level it is in the mix, a few milliseconds beside its track or not', async () => {
    for (const [gain, shift] of [
      [1, 0],
      [0.4, 0],
      [1, 144],
    ] as const) {
      const { speechLeftDb, bedKeptDb } = await measured(gain, shift);
      expect(speechLeftDb).to.be.below(-12);
      expect(bedKeptDb).to.be.within(-5, 0.5);
    }
  });

  it('takes nothing from a mix in which the voice is not', async () => {
    const { bedKeptDb } = measureSeparation(voice, bed, await separate(bed, voice));
    expect(bedKeptDb).to.be.within(-1, 0.2);
  });

  it('leaves a block without the voice to be ducked, and goes on behind it', async () => {
    const { mix } = mixed(1, 0);
    const separator = separateGivenVoice({ logger, onError: () => undefined });
    const blocks = blocksOf(stereoOf(mix), 0n, () => 4800)
      .slice(0, 12)
      .map((block, i) => (i === 5 ? block : { ...block, commentary: block.pcm }));
    for (const block of blocks) {
      separator.push(block);
      await separator.drained();
    }
    await separator.flush();
    await separator.close();
    expect(blocks.map(({ bed: made }) => made === undefined).indexOf(true)).to.equal(5);
    expect([separator.separatedBlocks, separator.skippedBlocks]).to.deep.equal([11, 1]);
  });
});
