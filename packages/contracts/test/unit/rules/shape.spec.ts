import { IsString } from 'class-validator';
import { expect } from 'chai';
import { ErrorMessage, FragmentData, parse } from '../../../src/index.js';
import { shapeOf } from '../../../src/rules/shape.js';

describe('shapeOf', () => {
  it('knows all fields, those of the extended class too', () => {
    expect(shapeOf(ErrorMessage).fields).to.have.members([
      'code',
      'message',
      'field',
      'source',
      'retryable',
      'fragmentId',
      'protocols',
    ]);
  });

  it('knows which fields are nested and which are bytes', () => {
    const shape = shapeOf(FragmentData);
    expect([...shape.nested.keys()]).to.deep.equal(['slot']);
    expect([...shape.binary]).to.deep.equal(['pcm']);
  });

  it('is made once for each class', () => {
    expect(shapeOf(FragmentData)).to.equal(shapeOf(FragmentData));
  });

  it('takes a field without a rule for no field', () => {
    class Note {
      @IsString()
      text!: string;
      unchecked?: string;
    }
    expect(parse(Note, { text: 'a', unchecked: 'b' })).to.deep.equal(Object.assign(new Note(), { text: 'a' }));
  });
});
