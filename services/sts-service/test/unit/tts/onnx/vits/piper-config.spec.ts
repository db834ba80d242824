import { expect } from 'chai';
import { parsePiperConfig } from '../../../../../src/tts/onnx/vits/piper-config.js';

const least = {
  audio: { sample_rate: 22_050 },
  espeak: { voice: 'pt-br' },
  phoneme_id_map: { _: [0], '^': [1], $: [2], a: [3], ç: [4] },
};

describe('parsePiperConfig', () => {
  it('fills in what Piper fills in', () => {
    const config = parsePiperConfig(least, 'v.onnx');
    expect(config).to.include({ language: 'pt-BR', sampleRateHz: 22_050, speakerCount: 1, defaultSpeaker: 0 });
    expect(config).to.include({ noiseScale: 0.667, lengthScale: 1, noiseWidthScale: 0.8 });
    expect(config.phonemeMap.get('c')).to.deep.equal(['k']);
    expect(config.phonemeIds.get('c\u0327')).to.deep.equal([4]);
  });

  it('reads a voice of several speakers', () => {
    const config = parsePiperConfig(
      {
        ...least,
        language: { code: 'es_ES' },
        inference: { noise_scale: 0, length_scale: 1.5, noise_w: 0.1 },
        num_speakers: 2,
        speaker_id_map: { ana: 0, berta: 1, broken: 'x' },
        phoneme_map: { x: ['k', 's'] },
        vowel_clusters: [
          ['a', 'ɪ'],
          ['a', 'ɪ', 'ə'],
        ],
      },
      'v.onnx',
    );
    expect(config).to.include({ language: 'es-ES', noiseScale: 0, lengthScale: 1.5, noiseWidthScale: 0.1 });
    expect([...config.speakers]).to.deep.equal([
      ['ana', 0],
      ['berta', 1],
    ]);
    expect([...config.phonemeMap]).to.deep.equal([['x', ['k', 's']]]);
    expect(config.clusters).to.deep.equal(['aɪə', 'aɪ']);
  });

  it('says what is missing or not supported', () => {
    const wrong: [object, RegExp][] = [
      [{ ...least, audio: {} }, /audio\.sample_rate/],
      [{ ...least, espeak: {} }, /espeak\.voice/],
      [{ ...least, phoneme_id_map: undefined }, /phoneme_id_map/],
      [{ ...least, phoneme_id_map: { _: [0], $: [2] } }, /phoneme_id_map\["\^"\]/],
      [{ ...least, phoneme_type: 'pinyin' }, /reads "pinyin"/],
    ];
    for (const [config, message] of wrong) {
      const parse = () => parsePiperConfig(config as Record<string, unknown>, 'v.onnx');
      expect(parse).to.throw(message).with.include({ code: 'MODEL_INCOMPATIBLE', source: 'v.onnx' });
    }
  });
});
