import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOnnxModel, type ModelValue } from '../../../src/onnx/session.js';
import type { Fragment } from '../../../src/media/fragment.js';
import { Segmenter } from '../../../src/segment/segmenter.js';
import { SileroVad } from '../../../src/segment/silero-vad.js';
import { selectVoiceDetector } from '../../../src/segment/select-vad.js';
import { decodeSound } from '../../support/decode-sound.js';
import { seededRandom } from '../../support/random.js';
import { sharedFile } from '../../support/shared-files.js';
import { blocksOf, noise, sine, stereoOf } from '../../support/sound.js';

async function fragmentsOf(stereo: Int16Array): Promise<Fragment[]> {
  const detector = await selectVoiceDetector({ logger: silentLogger });
  expect(detector.name).to.equal('silero');
  const fragments: Fragment[] = [];
  const segmenter = new Segmenter({
    detector,
    onFragment: (fragment) => fragments.push(fragment),
    onError: (error) => {
      throw error;
    },
  });
  for (const block of blocksOf(stereo, 0n, () => 1024)) {
    segmenter.push(block);
    await segmenter.drained();
  }
  await segmenter.flush();
  await segmenter.close();
  return fragments;
}

/** Share of the time that is taken for speech, 0..1, within an interval in seconds. */
function speechShare(fragments: Fragment[], fromS: number, toS: number): number {
  const speechS = fragments
    .filter((fragment) => fragment.isSpeech)
    .map(
      ({ startPtsNs, endPtsNs }) => Math.min(toS, Number(endPtsNs) / 1e9) - Math.max(fromS, Number(startPtsNs) / 1e9),
    );
  return speechS.filter((seconds) => seconds > 0).reduce((a, b) => a + b, 0) / (toS - fromS);
}

function repeat(sound: Int16Array, seconds: number): Int16Array {
  const result = new Int16Array(seconds * 96_000);
  for (let i = 0; i < result.length; i++) result[i] = sound[i % sound.length]!;
  return result;
}

describe('Silero voice detection', function () {
  this.timeout(120_000);

  it('gives what the model gives in its own runtime', async () => {
    const path = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
    const [own, model] = await Promise.all([SileroVad.load(path), loadOnnxModel(path)]);
    const random = seededRandom(2);
    const input = new Float32Array(576);
    let state: ModelValue['data'] = new Float32Array(256);
    let largest = 0;
    for (let step = 0; step < 100; step += 1) {
      // A buzz whose pitch and loudness wander, in noise: the probability goes all the way up and down.
      const frame = Float32Array.from({ length: 512 }, (_, i) => {
        const seconds = (step * 512 + i) / 16_000;
        const buzz = ((seconds * (120 + 30 * Math.sin(9 * seconds))) % 1) - 0.5;
        return 0.3 * buzz * Math.max(0, Math.sin(5 * seconds)) + 0.01 * (random() - 0.5);
      });
      input.copyWithin(0, 512);
      input.set(frame, 64);
      const outputs = await model.run({
        input: { data: input, shape: [1, 576] },
        state: { data: state, shape: [2, 1, 128] },
        sr: { data: BigInt64Array.of(16_000n), shape: [] },
      });
      state = outputs['stateN']!.data;
      const probability = await own.probability(frame);
      largest = Math.max(largest, probability);
      expect(probability).to.be.closeTo(Number(outputs['output']!.data[0]), 1e-4);
    }
    expect(largest).to.be.above(0.3);
    await model.close();
  });

  it('does not take noise, tones or silence for speech', async () => {
    const random = seededRandom(1);
    const upper = sine(660, 0.1, 480_000);
    const tones = sine(440, 0.2, 480_000).map((value, i) => value + upper[i]!);
    for (const mono of [noise(random, 0.1, 480_000), new Int16Array(480_000), tones]) {
      expect(speechShare(await fragmentsOf(stereoOf(mono)), 0, 10)).to.be.below(0.02);
    }
  });

  it('finds a flite voice and the pause between two sentences', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'dubbing-vad-'));
    const file = join(folder, 'voice.wav');
    const { status } = spawnSync('flite', [
      '-voice',
      'slt',
      '-t',
      'The harbour is open again this morning.',
      '-o',
      file,
    ]);
    const speech = status === 0 ? decodeSound(file) : undefined;
    rmSync(folder, { recursive: true });
    if (speech === undefined) {
      process.stdout.write('      skipped: flite or the GStreamer tools are absent\n');
      return this.skip();
    }
    const gap = new Int16Array(96_000);
    const seconds = speech.length / 96_000;
    const fragments = await fragmentsOf(Int16Array.from([...gap, ...speech, ...gap, ...speech, ...gap]));
    expect(fragments.filter((fragment) => fragment.isSpeech)).to.have.lengthOf(2);
    expect(speechShare(fragments, 1, 1 + seconds)).to.be.above(0.85);
    return undefined;
  });

  it('finds read speech and lets recorded noise and music go by', async function () {
    const book = sharedFile('audio/librivox-austen/sense_and_sensibility_01_austen_64kb-0870.wav');
    const mix = sharedFile('audio/music-noise-speech/musanmix.mp3');
    const reading = book && decodeSound(book);
    const music = mix && decodeSound(mix);
    if (!reading || !music) {
      process.stdout.write('      skipped: the shared recordings or their decoder are absent\n');
      return this.skip();
    }
    const readFragments = await fragmentsOf(reading);
    expect(speechShare(readFragments, 0.2, 6.9)).to.be.above(0.8);
    const mixed = await fragmentsOf(music);
    const shares = {
      reading: speechShare(readFragments, 0, 7.1),
      music: speechShare(mixed, 0, 22.48),
      noise: speechShare(mixed, 29.08, 55.74),
      speechAfterMusic: speechShare(mixed, 63.34, 74.5),
    };
    process.stdout.write(`      share taken for speech: ${JSON.stringify(shares)}\n`);
    expect(shares.music).to.be.below(0.25);
    expect(shares.speechAfterMusic).to.be.above(0.6);
    for (const name of ['noise2', 'noise3', 'noise5']) {
      const file = sharedFile(`audio/noise/${name}.wav`);
      const sound = file && decodeSound(file);
      if (sound) expect(speechShare(await fragmentsOf(repeat(sound, 10)), 0, 10), name).to.be.below(0.1);
    }
    return undefined;
  });
});
