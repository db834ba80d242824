import { expect } from 'chai';
import { alignSounds, refineOffset } from '../../../../src/probe/sound/align.js';
import { delayed } from '../../../../src/probe/sound/delay.js';
import { correlate } from '../../../../src/probe/sound/fft.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import { mix, noise, seconds, voice } from '../../../support/sounds.js';

/** Sentences with pauses over soft noise, as a programme has them. */
async function programme(): Promise<Float32Array> {
  const sentences = await Promise.all([
    voice('slt', 'Good evening, and welcome to the news at nine.'),
    voice('rms', 'The river has risen by two metres since Monday.'),
    voice('awb', 'Schools in the valley stay closed.'),
    voice('slt', 'And now the weather for tomorrow.'),
  ]);
  return mix([noise(18, 0.003)], ...sentences.map((one, index) => [one, 0.4 + 4.3 * index] as const));
}

const dub = () => voice('kal16', 'Buenas tardes y bienvenidos a las noticias de las nueve de la noche.');

describe('the alignment of an output with its reference by sound alone', () => {
  it('is sure of an original that begins later', async () => {
    const reference = await programme();
    const found = alignSounds([soundRun(1_000, seconds(reference, 3, 15))], [soundRun(250, reference)]);
    expect(found?.offsetMs).to.be.closeTo(1_000 - 3_000 - 250, 0.05);
    expect(found?.certainty).to.equal('sure');
  });

  it('finds a fraction of a sample', async () => {
    const reference = await programme();
    const late = delayed(reference, 480.25);
    const found = alignSounds([soundRun(0, seconds(late, 0, 12))], [soundRun(0, reference)]);
    expect(found?.offsetMs).to.be.closeTo(480.25 / 48, 0.002);
  });

  it('is found under a dub that is 15 dB louder', async () => {
    const reference = await programme();
    const output = mix([reference, 0, 10 ** (-15 / 20)], [await dub(), 1], [await dub(), 6], [await dub(), 11]);
    const found = alignSounds([soundRun(5_000, output)], [soundRun(0, reference)]);
    expect(found?.offsetMs).to.be.closeTo(5_000, 0.1);
    expect(found?.certainty).to.equal('sure');
  });

  it('is a guess where the sounds have nothing in common', async () => {
    const found = alignSounds(
      [soundRun(0, mix([noise(18, 0.03, 5)], [await dub(), 2]))],
      [soundRun(0, await programme())],
    );
    expect(found?.certainty ?? 'guess').to.equal('guess');
  });

  it('is none with silence', () => {
    expect(alignSounds([soundRun(0, noise(4, 0))], [soundRun(0, noise(4, 0.1))])).to.equal(undefined);
    expect(alignSounds([], [soundRun(0, noise(4, 0.1))])).to.equal(undefined);
  });

  it('is refined where it is known to a frame', async () => {
    const reference = await programme();
    const found = refineOffset([soundRun(100, reference)], [soundRun(0, reference)], 108);
    expect(found?.offsetMs).to.be.closeTo(100, 0.01);
  });
});

describe('the sliding product', () => {
  it('is that of its definition', () => {
    expect([...correlate([1, 2, 3], [1, 10])].map(Math.round)).to.deep.equal([10, 21, 32, 3]);
  });
});
