import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { KokoroVoices, styleFor, styleSize } from '../../../../../src/tts/onnx/kokoro/voices.js';
import { rejection } from '../../../../support/rejection.js';

/** Each row holds its number. */
const rows = (count: number) => Float32Array.from({ length: count * styleSize }, (_, at) => Math.floor(at / styleSize));

describe('voices of Kokoro', () => {
  let folder: string;
  const add = (name: string, bytes: Uint8Array) => writeFile(join(folder, 'voices', name), bytes);
  const bytesOf = (floats: Float32Array) => new Uint8Array(floats.buffer);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kokoro-'));
    await mkdir(join(folder, 'voices'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are those whose language can be spoken, by their names', async () => {
    for (const name of ['af_bella.bin', 'af_heart.bin', 'em_alex.bin', 'zf_xiaobei.bin', 'jf_alpha.bin', 'readme.md']) {
      await add(name, bytesOf(rows(1)));
    }
    const voices = await KokoroVoices.open(folder);
    expect(voices.names).to.deep.equal(['af_bella', 'af_heart', 'em_alex']);
    expect(voices.languages).to.deep.equal(['en-US', 'es']);
    expect([voices.defaultFor('en-US'), voices.defaultFor('es')]).to.deep.equal(['af_heart', 'em_alex']);
  });

  it('have to be there', async () => {
    await add('jf_alpha.bin', bytesOf(rows(1)));
    expect(await rejection(KokoroVoices.open(folder))).to.include({ code: 'MODEL_UNAVAILABLE' });
    expect(await rejection(KokoroVoices.open(join(folder, 'none')))).to.include({ code: 'MODEL_UNAVAILABLE' });
  });

  it('are refused when they are cut off, and read again when they are whole', async () => {
    await add('af_heart.bin', bytesOf(rows(3)).subarray(0, 1500));
    const voices = await KokoroVoices.open(folder);
    const error = await rejection(voices.styles('af_heart'));
    expect(error).to.include({ code: 'MODEL_UNAVAILABLE', source: join(folder, 'voices', 'af_heart.bin') });
    await add('af_heart.bin', bytesOf(rows(3)));
    expect(await voices.styles('af_heart')).to.have.length(3 * styleSize);
  });

  it('have a row for each number of sounds', () => {
    const styles = rows(510);
    for (const [sounds, row] of [
      [0, 0],
      [1, 0],
      [2, 1],
      [510, 509],
      [600, 509],
    ] as const) {
      expect(
        [...styleFor(styles, sounds)].every((value) => value === row),
        String(sounds),
      ).to.equal(true);
    }
  });
});
