import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@dubbing/common';
import { create, CreateStream } from '@dubbing/contracts';
import { expect } from 'chai';
import type { MediaConfig } from '../../../src/config.js';
import { DefaultWishes } from '../../../src/streams/default-wishes.js';
import { configWith, specBuilderWith } from '../../support/specs.js';

describe('DefaultWishes', () => {
  let folder: string;
  let glossaryFile: string;
  let lines: { level: string; stream?: string; reason: string }[];
  const logger = createLogger({ service: 'test', write: (line) => lines.push(JSON.parse(line)) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wishes-'));
    glossaryFile = join(folder, 'terms.tsv');
    writeFileSync(glossaryFile, 'Camp Nou\nNATO\tOTAN\tes\n');
    lines = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const settings = (): Partial<MediaConfig> => ({
    asrEngine: 'whisper-base',
    ttsEngine: 'kokoro-82m',
    voices: ['es=ef_dora', 'fr=ff_siwis'],
    glossaryFile,
  });
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const wishesOfRequest = (fields: Partial<CreateStream>) => {
    const request = create(CreateStream, {
      id: 'a',
      input: 'rtmp://host/live/a',
      sourceLanguage: 'en',
      targetLanguages: ['es', 'ca'],
      ...fields,
    });
    const { engines, glossary, voices } = specBuilderWith(settings(), logger).fromRequest(request);
    return plain({ engines, glossary, voices });
  };
  const usual = {
    engines: { asr: 'whisper-base', tts: 'kokoro-82m' },
    glossary: [{ term: 'Camp Nou' }, { term: 'NATO', translation: 'OTAN', language: 'es' }],
    voices: [{ language: 'es', voice: 'ef_dora' }],
  };

  it('are asked for by a publish, and by a request that says nothing of its own', () => {
    const spec = specBuilderWith(settings(), logger).fromPublish('news', 'live/news');
    expect(plain(spec)).to.deep.include(usual);
    expect(wishesOfRequest({})).to.deep.equal(usual);
    expect(lines).to.deep.equal([]);
  });

  it('are nothing where nothing is set', () => {
    const spec = specBuilderWith().fromPublish('news', 'live/news');
    expect(spec).to.not.have.any.keys('engines', 'glossary', 'voices');
  });

  it('give way to what a request says: engines stage by stage, voices and terms as a whole', () => {
    const own = { glossary: [{ term: 'La Rambla' }], voices: [{ language: 'ca', voice: '3' }] };
    expect(wishesOfRequest(own)).to.deep.equal({ ...usual, ...own });
    expect(wishesOfRequest({ engines: { translation: 'm2m' } })).to.deep.equal({
      ...usual,
      engines: { ...usual.engines, translation: 'm2m' },
    });
    expect(wishesOfRequest({ glossary: [], voices: [] })).to.deep.equal({ engines: usual.engines });
  });

  it('have no voices for an engine that a request chooses to speak', () => {
    expect(wishesOfRequest({ engines: { tts: 'builtin' } })).to.deep.equal({
      engines: { asr: 'whisper-base', tts: 'builtin' },
      glossary: usual.glossary,
    });
  });

  it('have the terms as they stand in the file when the stream starts', () => {
    const specs = specBuilderWith(settings(), logger);
    writeFileSync(glossaryFile, 'La Rambla\n');
    expect(plain(specs.fromPublish('news', 'live/news').glossary)).to.deep.equal([{ term: 'La Rambla' }]);
  });

  it('leave out a glossary with a fault, and say where it is', () => {
    const wishes = new DefaultWishes(configWith(settings()), logger);
    wishes.check();
    expect(lines).to.deep.equal([]);
    writeFileSync(glossaryFile, 'Camp Nou\na\tb\tc\td\n');
    wishes.check();
    expect(plain(wishes.for('news', ['es']))).to.deep.equal({ engines: usual.engines, voices: usual.voices });
    rmSync(glossaryFile);
    wishes.for('sport', ['es']);
    expect(lines.map(({ level, stream }) => [level, stream])).to.deep.equal([
      ['error', undefined],
      ['warn', 'news'],
      ['warn', 'sport'],
    ]);
    expect(lines[0]?.reason).to.contain(`${glossaryFile}, line 2: `);
    expect(lines[1]?.reason).to.equal(lines[0]?.reason);
    expect(lines[2]?.reason).to.contain('no such file');
    // A request that brings its own terms has no need of the file.
    wishes.for('talk', ['es'], { glossary: [{ term: 'Camp Nou' }] });
    expect(lines).to.have.length(3);
  });

  it('take no folder or pipe for a glossary', () => {
    new DefaultWishes(configWith({ glossaryFile: folder }), logger).check();
    expect(lines.map(({ reason }) => reason)).to.deep.equal([`${folder} is no file`]);
  });
});
