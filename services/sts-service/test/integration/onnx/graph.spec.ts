import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Graph } from '../../../src/onnx/graph.js';
import { openTokenizer } from '../../../src/text/tokenizer.js';
import { openTranslator } from '../../../src/translation/onnx/open-translator.js';
import { testModels } from '../../support/test-models.js';
import { rejection } from '../../support/rejection.js';

const cpu = { provider: 'cpu', threads: 1 } as const;

/** Where an ONNX file (ModelProto of protobuf) says its version of the usual operators: field 8, then version in field 2. */
const opsetMarks = [Buffer.from('42040a0010', 'hex'), Buffer.from('420210', 'hex')];

describe('a model that cannot be used', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-'));
    await cp(`${testModels}marian-pair-random`, folder, { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true }));

  const open = () => rejection(openTranslator({ ...cpu, folder }));

  it('is missing', async () => {
    await rm(join(folder, 'onnx/decoder_model_merged.onnx'));
    const error = await open();
    expect(error).to.include({ code: 'MODEL_UNAVAILABLE', source: folder });
    expect(error.message).to.contain('decoder_model_merged.onnx');
  });

  it('is cut off', async () => {
    const file = join(folder, 'onnx/encoder_model.onnx');
    await truncate(file, 50_000);
    expect(await open()).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
  });

  it('needs operators of a version that is not there yet', async () => {
    const file = join(folder, 'onnx/encoder_model.onnx');
    const bytes = await readFile(file);
    const places = opsetMarks.map((mark) => [bytes.lastIndexOf(mark), mark.length] as const);
    const [at, length] = places.find(([place]) => place !== -1) ?? [0, 0];
    bytes[at + length] = 127;
    await writeFile(file, bytes);
    const error = await open();
    expect(error).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
    expect(error.message).to.contain('operators');
  });

  it('is no ONNX file', async () => {
    const file = join(folder, 'onnx/encoder_model.onnx');
    await writeFile(file, '<html>not found</html>');
    const error = await open();
    expect(error).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
    expect(error.message).to.contain('damaged');
  });

  it('has another graph in its place', async () => {
    const file = join(folder, 'onnx/decoder_model_merged.onnx');
    await cp(join(folder, 'onnx/encoder_model.onnx'), file);
    const error = await open();
    expect(error).to.include({ code: 'MODEL_INCOMPATIBLE', source: file });
    expect(error.message).to.contain('encoder_hidden_states');
  });

  it('has no output of the name that is needed', async () => {
    const file = join(folder, 'onnx/encoder_model.onnx');
    const error = await rejection(Graph.open({ ...cpu, file, inputs: [], outputs: ['waveform'] }));
    expect(error).to.include({ code: 'MODEL_INCOMPATIBLE', source: file });
    expect(error.message).to.contain('output waveform').and.to.contain('last_hidden_state');
  });

  it('is of another kind', async () => {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert' }));
    const error = await open();
    expect(error.code).to.equal('MODEL_INCOMPATIBLE');
    expect(error.message).to.contain('bert');
  });

  it('has no tokenizer, or a broken one, or one of an unknown kind', async () => {
    const file = join(folder, 'tokenizer.json');
    await writeFile(file, '{"version": "1.0", "model": {"type": "Quantum"}}');
    expect(await rejection(openTokenizer(folder))).to.include({ code: 'MODEL_INCOMPATIBLE', source: file });
    await writeFile(file, '{"version"');
    expect(await rejection(openTokenizer(folder))).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
    await rm(file);
    expect(await rejection(openTokenizer(folder))).to.include({ code: 'MODEL_UNAVAILABLE', source: file });
  });
});
