import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readDubArguments } from '../../../src/cli/dub-arguments.js';

const defaults = { stsUrl: 'http://127.0.0.1:8090', asRunMaxBytes: 1000, asRunRetentionMs: 2000 };
const live = ['--input', 'rtmp://host/live/a', '--target', 'es,ca'];

describe('readDubArguments', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dub #1 ?'));
    writeFileSync(join(folder, 'a b.mp4'), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads a job, with defaults for what is not said', () => {
    const spec = readDubArguments(live, defaults);
    expect(spec).to.deep.include({
      live: true,
      fast: false,
      targetLanguages: ['es', 'ca'],
      sourceLanguage: 'en',
      delayMs: 8000,
    });
    expect(spec?.outputs.map(({ url }) => url.split('/').at(-1))).to.deep.equal(['dub-es.ts', 'dub-ca.ts']);
    expect(spec?.hls).to.equal(undefined);
  });

  it('finds a file whatever its name is made of', () => {
    const path = join(folder, 'a b.mp4');
    const spec = readDubArguments(['--input', path, '--target', 'es', '--fast', '--output', 'x.flv'], defaults);
    expect(spec).to.include({ live: false, fast: true });
    expect(fileURLToPath(spec?.input ?? '')).to.equal(path);
  });

  it('keeps a record where it is told to', () => {
    expect(readDubArguments(live, defaults)?.asRun).to.equal(undefined);
    const spec = readDubArguments([...live, '--as-run', join(folder, 'run.jsonl')], defaults);
    expect(spec?.asRun).to.deep.equal({ file: join(folder, 'run.jsonl'), maxBytes: 1000, retentionMs: 2000 });
  });

  it('takes what is heard beneath the dub', () => {
    expect(readDubArguments(live, defaults)).to.include({ bed: 'duck', duckDepthDb: 15 });
    const separate = ['--bed', 'separate', '--separation-model', join(folder, 'm.onnx'), '--duck-depth-db', '22.5'];
    expect(readDubArguments([...live, ...separate], defaults)).to.include({
      bed: 'separate',
      duckDepthDb: 22.5,
      separationModel: join(folder, 'm.onnx'),
    });
    const byTrack = [...live, '--bed', 'separate', '--commentary-track', '2'];
    expect(readDubArguments(byTrack, defaults)).to.include({ bed: 'separate', commentaryTrack: 2 });
  });

  it('takes audio tracks with a part of their own', () => {
    expect(readDubArguments(live, defaults)).to.not.have.any.keys('commentaryTrack', 'bedTrack');
    const spec = readDubArguments([...live, '--commentary-track', '2', '--bed-track', '3'], defaults);
    expect(spec).to.include({ commentaryTrack: 2, bedTrack: 3 });
    expect(() => readDubArguments([...live, '--bed-track', 'two'], defaults))
      .to.throw()
      .with.property('field', '--bed-track');
  });

  it('knows a file that is still being written', () => {
    const path = `file://${join(folder, 'a b.mp4').replaceAll('#', '%23').replaceAll('?', '%3F')}?live=1`;
    expect(readDubArguments(['--input', path, '--target', 'es'], defaults)).to.include({ live: true });
  });

  it('gives every language its own output', () => {
    const spec = readDubArguments([...live, '--output', 'srt://host:9000?streamid={lang}'], defaults);
    expect(spec?.outputs.map(({ url }) => url)).to.deep.equal([
      'srt://host:9000?streamid=es',
      'srt://host:9000?streamid=ca',
    ]);
  });

  it('asks for engines, voices and terms', () => {
    expect(readDubArguments(live, defaults)).to.not.have.any.keys('engines', 'glossary', 'voices');
    const file = join(folder, 'terms.tsv');
    writeFileSync(file, '\uFEFF# of the evening\r\nCamp Nou\r\n\r\ngoalkeeper\tportero\tes\nNATO\tOTAN\n');
    const asked = [
      '--asr',
      'whisper-base',
      '--tts',
      'onnx',
      '--voice',
      'es=ef_dora',
      '--voice=ca=7',
      '--glossary',
      file,
    ];
    const spec = readDubArguments([...live, ...asked], defaults);
    expect(JSON.parse(JSON.stringify(spec))).to.deep.include({
      engines: { asr: 'whisper-base', tts: 'onnx' },
      voices: [
        { language: 'es', voice: 'ef_dora' },
        { language: 'ca', voice: '7' },
      ],
      glossary: [
        { term: 'Camp Nou' },
        { term: 'goalkeeper', translation: 'portero', language: 'es' },
        { term: 'NATO', translation: 'OTAN' },
      ],
    });
  });

  it('names the argument about speech that cannot be used', () => {
    const file = join(folder, 'wrong.tsv');
    const wrongTerms: [text: string, said: string][] = [
      ['goal\nother\tgol\n Goal ', 'line 3: "Goal" stands in line 1 already'],
      ['a\n—', 'line 2: '],
      ['a\tb\tSpanish', 'line 1: language'],
      ['a\tb\tes\td', 'line 1: more than'],
      [Array.from({ length: 513 }, (_, n) => `term ${n}`).join('\n'), 'more than 512'],
    ];
    for (const [text, said] of wrongTerms) {
      writeFileSync(file, text);
      expect(() => readDubArguments([...live, '--glossary', file], defaults), text.slice(0, 40))
        .to.throw(said)
        .with.property('field', '--glossary');
    }
    const others: [argument: string, ...values: string[]][] = [
      ['--glossary', join(folder, 'nowhere.tsv')],
      ['--voice', 'es'],
      ['--voice', 'fr=ff_siwis'],
      ['--voice', 'es=a', '--voice', 'es=b'],
      ['--asr', ''],
    ];
    for (const given of others) {
      expect(() => readDubArguments([...live, ...given], defaults), given.join(' '))
        .to.throw()
        .with.property('field', given[0]);
    }
  });

  it('answers nothing but help to --help', () => {
    expect(readDubArguments(['--help'], defaults)).to.equal(undefined);
  });

  const wrong: [string, string[], string][] = [
    ['no input', ['--target', 'es'], '--input'],
    ['a file that is not there', ['--input', '/nowhere.mp4', '--target', 'es'], '--input'],
    ['no language', ['--input', 'rtmp://h/a'], '--target'],
    ['a word that is no language', ['--input', 'rtmp://h/a', '--target', 'Spanish!'], '--target'],
    ['the source language as target', ['--input', 'rtmp://h/a', '--target', 'en'], '--target'],
    ['one output for two languages', [...live, '--output', 'x.ts'], '--output'],
    ['an output of an unknown kind', [...live, '--output', 'ftp://h/{lang}'], 'output'],
    ['an impossible delay', [...live, '--delay-ms', '1'], '--delay-ms'],
    ['a depth that nothing can be turned down by', [...live, '--duck-depth-db', '61'], '--duck-depth-db'],
    ['a depth that is no number', [...live, '--duck-depth-db', ''], '--duck-depth-db'],
    ['a separation with nothing to do it with', [...live, '--bed', 'separate'], '--bed'],
    ['an unknown mode', [...live, '--mode', 'sideways'], '--mode'],
    ['a live input that shall go fast', [...live, '--fast'], '--fast'],
    ['a URL that is none', [...live, '--sts', 'nowhere'], '--sts'],
    ['an unknown option', [...live, '--colour', 'red'], '--colour'],
  ];
  for (const [what, argv, field] of wrong) {
    it(`refuses ${what}, naming ${field}`, () => {
      expect(() => readDubArguments(argv, defaults))
        .to.throw()
        .with.property('field', field);
    });
  }
});
