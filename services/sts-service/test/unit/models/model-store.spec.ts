import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { openModelStore, type ModelStore } from '../../../src/models/model-store.js';
import { lockFileName } from '../../../src/models/own-names.js';
import { toyCatalogue, toyFiles, writeFiles } from '../../support/models/toy-model.js';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const graph = Buffer.from('graph');
const coder: [string, Buffer][] = [
  ['tokenizer.json', json({})],
  ['onnx/encoder_model.onnx', graph],
  ['onnx/decoder_model_merged.onnx', graph],
];

describe('the model store', () => {
  let dir: string;
  let store: ModelStore;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'models-'));
    store = openModelStore({ dir });
  });
  afterEach(async () => {
    await rm(dir, { recursive: true });
  });
  const write = (name: string, files: Iterable<readonly [string, Buffer]>): Promise<void> =>
    writeFiles(join(dir, name), files);
  const reasonOf = (name: string): string | undefined =>
    store.unusable().find((folder) => folder.name === name)?.reason;

  it('is empty where there is no directory', () => {
    const nowhere = openModelStore({ dir: join(dir, 'nowhere') });
    expect([nowhere.installed(), nowhere.unusable(), nowhere.find('whisper-base')]).to.deep.equal([[], [], undefined]);
  });

  it('finds a folder that no catalogue knows by what is in it', async () => {
    await write('ours', toyFiles);
    expect(store.find('ours')).to.deep.equal({
      name: 'ours',
      engine: 'marian',
      stage: 'translation',
      folder: join(dir, 'ours'),
      languages: ['es'],
      sourceLanguages: ['en'],
    });
    expect(store.installed()).to.deep.equal([store.find('ours')]);
  });

  it('knows languages and licence of a model of the catalogue', async () => {
    await write('whisper-tiny.en', [
      ['config.json', json({ model_type: 'whisper' })],
      ['tokenizer_config.json', json({})],
      ...coder,
    ]);
    expect(store.find('whisper-tiny.en')).to.deep.include({
      languages: ['en'],
      licence: { name: 'Apache-2.0', nonCommercial: false },
    });
  });

  it('knows every engine by its files, and its languages where they tell', async () => {
    const vits: [string, Buffer][] = [
      ['tokenizer.json', json({})],
      ['onnx/model.onnx', graph],
    ];
    const config = (type: string, tokenizer: object = {}): [string, Buffer][] => [
      ['config.json', json({ model_type: type })],
      ['tokenizer_config.json', json(tokenizer)],
    ];
    const generation: [string, Buffer] = [
      'generation_config.json',
      json({ lang_to_id: { '<|en|>': 1, '<|yue|>': 2 } }),
    ];
    await write('a-whisper', [...config('whisper'), ...coder, generation]);
    await write('b-moonshine', [...config('moonshine'), ...coder]);
    await write('c-m2m', [...config('m2m_100', { tokenizer_class: 'M2M100Tokenizer' }), ...coder]);
    await write('d-nllb', [...config('m2m_100', { tokenizer_class: 'NllbTokenizer' }), ...coder]);
    await write('e-mms', [...config('vits', { language: 'cat' }), ...vits]);
    await write('f-kokoro', [
      ...config('style_text_to_speech_2'),
      ...vits,
      ['voices/ef_a.bin', graph],
      ['voices/pm_b.bin', graph],
    ]);
    await write('g-piper', [
      ['voice.onnx', graph],
      ['voice.onnx.json', json({ language: { code: 'es_ES' } })],
    ]);
    await write('h-romance', [...config('marian', { source_lang: 'en', target_lang: 'ROMANCE' }), ...coder]);
    expect(store.unusable()).to.be.empty;
    expect(store.installed().map(({ engine, stage, languages }) => [engine, stage, languages])).to.deep.equal([
      ['whisper', 'asr', ['en', 'yue']],
      ['moonshine', 'asr', ['en']],
      ['m2m100', 'translation', 'any'],
      ['nllb', 'translation', 'any'],
      ['vits', 'tts', ['ca']],
      ['kokoro', 'tts', ['es', 'pt-BR']],
      ['piper', 'tts', ['es-ES']],
      ['marian', 'translation', 'any'],
    ]);
  });

  it('knows the models of the tests, which are laid out as on the hub', () => {
    const fixtures = openModelStore({ dir: fileURLToPath(new URL('../../../../test/models', import.meta.url)) });
    const engineOf = (name: string): string | undefined => fixtures.find(name)?.engine;
    expect(engineOf('whisper-tiny-random')).to.equal('whisper');
    expect(engineOf('marian-random')).to.equal('marian');
    expect(engineOf('m2m100-random')).to.equal('m2m100');
    expect(engineOf('nllb-random')).to.equal('nllb');
    expect(engineOf('mms-random')).to.equal('vits');
    expect(engineOf('piper-random')).to.equal('piper');
    expect(fixtures.find('marian-pair-random')).to.deep.include({ sourceLanguages: ['en'], languages: ['es'] });
    expect(fixtures.find('whisper-tiny-en-random')?.languages).to.deep.equal(['en']);
  });

  it('knows the language of a Moonshine by the name of its folder, of its repository, or of its entry', async () => {
    const files: [string, Buffer][] = [['config.json', json({ model_type: 'moonshine' })], ...coder];
    const lock = {
      version: 1,
      name: 'ours',
      engine: 'moonshine',
      repository: 'onnx-community/moonshine-tiny-uk-ONNX',
      revision: 'main',
      source: 'https://huggingface.co',
      licence: { name: 'Moonshine Community License', nonCommercial: true },
      pulledAt: '2026-01-01T00:00:00Z',
      files: [{ path: 'tokenizer.json', from: 'tokenizer.json', bytes: 2, sha256: '0'.repeat(64), check: 'hub' }],
    };
    for (const name of ['moonshine-tiny-ko-ONNX', 'moonshine-base-q8', 'vietnamese']) await write(name, files);
    await write('ours', [...files, [lockFileName, json(lock)]]);
    const entry = { ...toyCatalogue.models[0]!, name: 'vietnamese', engine: 'moonshine', languages: ['vi'] };
    const { sourceLanguages: _, ...recogniser } = entry;
    const own = join(dir, 'own.json');
    await writeFile(own, json({ version: 1, models: [recogniser] }));
    const languages = openModelStore({ dir, catalogues: [own] })
      .installed()
      .map((model) => [model.name, model.languages]);
    expect(Object.fromEntries(languages)).to.deep.equal({
      'moonshine-base-q8': ['en'],
      'moonshine-tiny-ko-ONNX': ['ko'],
      ours: ['uk'],
      vietnamese: ['vi'],
    });
  });

  it('takes a graph of any precision and place that its engine takes', async () => {
    const others = [...toyFiles].filter(([path]) => !path.endsWith('.onnx'));
    await write('int8', [
      ...others,
      ['onnx/encoder_model_quantized.onnx', graph],
      ['decoder_model_merged_int8.onnx', graph],
    ]);
    expect(store.find('int8')?.engine).to.equal('marian');
  });

  it('tells why a folder cannot be used', async () => {
    await mkdir(join(dir, 'empty'));
    await write('broken', [['config.json', Buffer.from('{')]]);
    await write('bert', [['config.json', json({ model_type: 'bert' })]]);
    await write('typeless', [['config.json', json({})]]);
    await write(
      'half',
      [...toyFiles].filter(([path]) => path !== 'onnx/encoder_model.onnx'),
    );
    await write('hollow', [...toyFiles, ['tokenizer.json', Buffer.alloc(0)]]);
    await write('mute', [
      ['config.json', json({ model_type: 'kokoro' })],
      ['tokenizer.json', json({})],
      ['onnx/model.onnx', graph],
      ['voices/zf_a.bin', graph],
    ]);
    await write('cut', [...toyFiles, [lockFileName, Buffer.from('{')]]);
    expect(store.installed()).to.be.empty;
    expect(reasonOf('empty')).to.contain('neither a config.json');
    expect(reasonOf('broken')).to.contain('neither a config.json');
    expect(reasonOf('bert')).to.contain('of the type bert');
    expect(reasonOf('typeless')).to.contain('without a model_type');
    expect(reasonOf('half')).to.equal('onnx/encoder_model.onnx is missing or empty');
    expect(reasonOf('hollow')).to.equal('tokenizer.json is missing or empty');
    expect(reasonOf('mute')).to.contain('voices/*.bin');
    expect(reasonOf('cut')).to.contain(lockFileName);
    for (const { name } of store.unusable()) expect(store.find(name), name).to.equal(undefined);
  });

  it('sees files that have another size than the lock tells, and trusts no path of it', async () => {
    const lock = {
      version: 1,
      name: 'locked',
      engine: 'marian',
      repository: 'a/b',
      revision: 'main',
      source: 'http://hub',
      licence: { name: 'MIT', nonCommercial: false },
      pulledAt: '2026-01-01T00:00:00.000Z',
      files: [{ path: 'config.json', from: 'config.json', bytes: 999, sha256: 'a'.repeat(64), check: 'hub' }],
    };
    await write('locked', [...toyFiles, [lockFileName, json(lock)]]);
    expect(reasonOf('locked')).to.match(/^config\.json has \d+ bytes instead of the 999/);
    const outside = { ...lock, files: [{ ...lock.files[0], path: '../../etc/passwd' }] };
    await writeFile(join(dir, 'locked', lockFileName), JSON.stringify(outside));
    expect(reasonOf('locked')).to.contain('files[0].path must be a plain relative path');
  });

  it('looks for names only, never for paths', async () => {
    await write('good', toyFiles);
    for (const name of ['../good', '.', '..', '', 'good/onnx', '.pulls', 'good\0']) {
      expect(store.find(name), name).to.equal(undefined);
    }
  });

  it('leaves files and folders of its own alone', async () => {
    await writeFile(join(dir, 'README'), 'x');
    await write('.pulls/toy', toyFiles);
    expect([store.installed(), store.unusable()]).to.deep.equal([[], []]);
  });

  it('does not break on what it may not read', async function () {
    if (process.getuid?.() === 0) this.skip();
    await write('closed', toyFiles);
    await chmod(join(dir, 'closed'), 0);
    expect(reasonOf('closed')).to.be.a('string');
    await chmod(join(dir, 'closed'), 0o755);
  });
});
