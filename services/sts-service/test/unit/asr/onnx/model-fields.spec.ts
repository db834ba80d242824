import { expect } from 'chai';
import { ModelFields } from '../../../../src/asr/onnx/model-fields.js';

const fields = new ModelFields(
  {
    model_type: 'whisper',
    layers: 4,
    zero: 0,
    text: 'four',
    list: [1, 2],
    single: 3,
    rows: [
      [1, 0],
      [1, 1],
    ],
    none: null,
  },
  'model/config.json',
);

function refusal(read: () => unknown): Error & { code?: string; source?: string } {
  try {
    read();
  } catch (error) {
    return error as Error;
  }
  throw new Error('was not refused');
}

describe('ModelFields', () => {
  it('reads what is there, and a default for what is not', () => {
    expect(fields.requireOneOf('model_type', ['whisper', 'moonshine'])).to.equal('whisper');
    expect(fields.count('layers')).to.equal(4);
    expect(fields.count('absent', 7)).to.equal(7);
    expect(fields.tokens('list')).to.deep.equal([1, 2]);
    expect(fields.tokens('single')).to.deep.equal([3]);
    expect(fields.tokens('none')).to.deep.equal([]);
    expect(fields.rows('rows')).to.deep.equal([
      [1, 0],
      [1, 1],
    ]);
    expect(fields.rows('none')).to.equal(undefined);
  });

  it('names the file and the field that are wrong', () => {
    for (const [name, read] of Object.entries({
      model_type: () => fields.requireOneOf('model_type', ['marian']),
      text: () => fields.count('text'),
      zero: () => fields.count('zero'),
      absent: () => fields.count('absent'),
      rows: () => fields.tokens('rows'),
      list: () => fields.rows('list'),
    })) {
      const error = refusal(read);
      expect(error).to.include({ code: 'MODEL_INCOMPATIBLE', source: 'model/config.json' });
      expect(error.message).to.contain(`model/config.json: ${name} is `);
    }
  });
});
