import { expect } from 'chai';
import { parseCatalogue } from '../../../../src/models/catalogue/parse-catalogue.js';
import { toyCatalogue } from '../../../support/models/toy-model.js';

const [toy] = toyCatalogue.models;
const faultsOf = (change: Record<string, unknown>): readonly string[] =>
  parseCatalogue({ version: 1, models: [{ ...toy, ...change }] }).faults;

describe('parseCatalogue', () => {
  it('gives an entry with its defaults', () => {
    const files = ['config.json', { path: 'onnx/model.onnx', from: 'a b/m+1.onnx', sha256: 'c'.repeat(64), bytes: 7 }];
    const { entries, faults } = parseCatalogue({ version: 1, models: [{ ...toy, files }] });
    expect(faults).to.be.empty;
    expect(entries).to.deep.equal([
      {
        name: 'toy',
        engine: 'marian',
        stage: 'translation',
        repository: 'somebody/toy',
        revision: 'main',
        licence: { name: 'MIT', nonCommercial: false },
        sourceLanguages: ['en'],
        languages: ['es'],
        files: [
          { path: 'config.json', from: 'config.json' },
          { path: 'onnx/model.onnx', from: 'a b/m+1.onnx', sha256: 'c'.repeat(64), bytes: 7 },
        ],
      },
    ]);
  });

  it('tells every fault with its place', () => {
    const { faults } = parseCatalogue({
      version: 2,
      models: [{ name: '../x', engine: 'gpt', repository: 'toy', licence: '', languages: 'klingon', files: [] }],
      model: [],
    });
    expect(faults.join('\n')).to.equal(
      [
        'version must be 1',
        'models[0].name must be letters, digits, dots, hyphens and underscores',
        'models[0].engine must be one of whisper, moonshine, marian, m2m100, nllb, vits, piper, kokoro',
        'models[0].repository must be owner/name',
        'models[0].licence must be the name of a licence',
        'models[0].languages must be a list of language tags such as es or pt-BR, or "any"',
        'models[0].files must be a list that is not empty',
        'model is not known',
      ].join('\n'),
    );
  });

  for (const path of [
    '../x',
    '/etc/passwd',
    'a/../../x',
    'a\\b',
    'C:/x',
    '',
    'a//b',
    '.hidden',
    'x.part',
    'model.lock.json',
  ]) {
    it(`takes no file ${JSON.stringify(path)}, which might lie elsewhere or be the store's own`, () => {
      expect(faultsOf({ files: [path] })).to.have.lengthOf(1);
      expect(faultsOf({ files: [{ path: 'good', from: path }] })).not.to.be.empty;
    });
  }

  it('takes no name and no path twice', () => {
    expect(parseCatalogue({ version: 1, models: [toy, toy] }).faults).to.deep.equal(['models has toy more than once']);
    expect(faultsOf({ files: ['a', { path: 'a', from: 'b' }] })).to.deep.equal([
      'models[0].files has a path more than once',
    ]);
  });

  it('takes no hash that is none', () => {
    const file = { path: 'a', sha256: 'abc', bytes: -1, size: 3 };
    expect(faultsOf({ files: [file] })).to.deep.equal([
      'models[0].files[0].sha256 must be 64 hexadecimal digits in lower case',
      'models[0].files[0].bytes must be a whole number',
      'models[0].files[0].size is not known',
    ]);
  });

  for (const json of [null, [], 'x', 1]) {
    it(`does not break on ${JSON.stringify(json)}`, () => {
      expect(parseCatalogue(json).faults).to.include('the file must be an object');
    });
  }
});
