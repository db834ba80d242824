import { expect } from 'chai';
import { CreateStream, parse } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';

const spoiled = (fields: object) => faultyFields(CreateStream, { ...wireOf('create-stream'), ...fields });

describe('CreateStream', () => {
  it('takes inputs of every kind', () => {
    const inputs = [
      'rtmp://host/live/a',
      'rtsp://user:pass@host:554/a',
      'srt://host:9000?mode=caller&passphrase=0123456789',
      'srt://:9000?mode=listener',
      'udp://239.1.1.1:5000',
      'https://host/a/index.m3u8',
      'file:///media/a%20b.ts',
    ];
    for (const input of inputs) {
      expect(parse(CreateStream, { ...wireOf('create-stream'), input }).input).to.equal(input);
    }
  });

  it('refuses inputs that nobody can open', () => {
    for (const input of [
      '',
      'live/a',
      '/media/a.ts',
      'ftp://host/a',
      'javascript:alert(1)',
      'rtmp:',
      'rtmp://',
      'srt://',
      'file:///',
      `http://${'a'.repeat(5000)}`,
    ]) {
      expect(spoiled({ input }), input).to.deep.equal(['input']);
    }
  });

  it('takes a host with letters beyond ASCII however often it is asked', () => {
    const wire = { ...wireOf('create-stream.minimal'), input: 'https://caf\u00e9.example.org/a.m3u8' };
    for (let time = 0; time < 20_000; time += 1) expect(parse(CreateStream, wire).input).to.equal(wire.input);
  });

  it('has an id that can be a part of a URL', () => {
    for (const id of ['', 'News', 'a b', 'a/b', '..', 'a_b', 'x'.repeat(65)]) {
      expect(spoiled({ id }), id).to.deep.equal(['id']);
    }
  });

  it('has a delay from 2 to 30 seconds', () => {
    for (const delayMs of [1999, 30_001, 2500.5, '8000']) {
      expect(spoiled({ delayMs }), String(delayMs)).to.deep.equal(['delayMs']);
    }
  });

  it('takes the kinds of bed, and how far the original is turned down', () => {
    for (const bed of ['duck', 'separate', 'original']) {
      expect(parse(CreateStream, { ...wireOf('create-stream'), bed }).bed).to.equal(bed);
    }
    expect(spoiled({ bed: 'none' })).to.deep.equal(['bed']);
    expect(parse(CreateStream, { ...wireOf('create-stream'), duckDepthDb: 17.5 }).duckDepthDb).to.equal(17.5);
    for (const duckDepthDb of [-1, 60.5, '15', Number.NaN]) {
      expect(spoiled({ duckDepthDb }), String(duckDepthDb)).to.deep.equal(['duckDepthDb']);
    }
  });

  it('counts the audio tracks of the input from 1', () => {
    const tracks = { commentaryTrack: 2, bedTrack: 3 };
    expect(parse(CreateStream, { ...wireOf('create-stream'), ...tracks })).to.include(tracks);
    for (const track of [0, 65, 1.5, '2']) {
      expect(spoiled({ commentaryTrack: track }), String(track)).to.deep.equal(['commentaryTrack']);
      expect(spoiled({ bedTrack: track }), String(track)).to.deep.equal(['bedTrack']);
    }
  });

  it('takes what speech-to-speech is asked for: engines, terms, voices', () => {
    const sample = parse(CreateStream, wireOf('create-stream.wishes'));
    expect(sample.engines?.tts).to.equal('kokoro-82m');
    expect(sample.glossary).to.have.length(4);
    expect(spoiled({ engines: { asr: '' } })).to.deep.equal(['engines.asr']);
    expect(spoiled({ glossary: [{ term: 'a' }, { term: 'A' }] })).to.deep.equal(['glossary']);
    expect(spoiled({ voices: [{ language: 'fr', voice: 'ff_siwis' }] })).to.deep.equal(['voices']);
  });

  it('sends outputs to places that can be pushed to', () => {
    const output = (language: string, url: string) => ({ outputs: [{ language, url }] });
    expect(spoiled(output('es', 'https://host/a'))).to.deep.equal(['outputs.0.url']);
    expect(spoiled(output('ES', 'rtmp://host/a'))).to.deep.equal(['outputs.0.language']);
    parse(CreateStream, { ...wireOf('create-stream'), ...output('original', 'srt://:9001?mode=listener') });
  });
});
