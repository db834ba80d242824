import { IsEmail, IsOptional, MaxLength, ValidateBy, ValidateIf } from 'class-validator';
import { expect } from 'chai';
import { all } from '../../../src/rules/all.js';
import { IsAmount, IsWhole } from '../../../src/rules/numbers.js';
import { RequiredWhere } from '../../../src/rules/required-where.js';
import { rule } from '../../../src/rules/rule.js';
import { IsText } from '../../../src/rules/text.js';
import { classSchema } from '../../../tools/wire/class-schema.js';
import { wireDocument } from '../../../tools/wire/document.js';
import type { ClassComments } from '../../../tools/wire/comments.js';

const silent = () => undefined;

/** A class with one field that has this decorator. */
function classWith(decorator: PropertyDecorator) {
  class Note {
    @decorator
    text!: string;
  }
  return Note;
}

describe('classSchema', () => {
  it('says what the rules say, with the words of the source', () => {
    class Note {
      @IsText(8, 1, { each: true })
      lines!: string[];
      @IsOptional()
      @IsWhole(1, 3)
      level?: number;
      @IsText(5)
      kind: string = 'plain';
      @RequiredWhere('kind', 'signed')
      @IsText(9)
      name?: string;
    }
    expect(
      classSchema(Note, (_name, field) => (field === undefined ? 'A note.' : `Its ${field}.`)).schema,
    ).to.deep.equal({
      description: 'A note.',
      type: 'object',
      required: ['lines'],
      properties: {
        lines: { description: 'Its lines.', items: { type: 'string', minLength: 1, maxLength: 8 } },
        level: { description: 'Its level.', type: 'integer', minimum: 1, maximum: 3 },
        kind: { description: 'Its kind.', type: 'string', maxLength: 5, default: 'plain' },
        name: { description: 'Its name.', type: 'string', maxLength: 9 },
      },
      allOf: [
        {
          if: { properties: { kind: { const: 'signed' } }, required: ['kind'] },
          // oxlint-disable-next-line unicorn/no-thenable -- A keyword of JSON Schema.
          then: { properties: { name: {} }, required: ['name'] },
        },
      ],
    });
  });

  it('refuses a rule that has no meaning', () => {
    const bare = ValidateBy({ name: 'polite', validator: { validate: () => true } });
    const refused = (decorator: PropertyDecorator) => () => classSchema(classWith(decorator), silent);
    expect(refused(bare)).to.throw('Note.text: the rule "polite" has no meaning in JSON Schema');
    expect(refused(IsEmail())).to.throw('the rule "isEmail" has no meaning');
    expect(refused(MaxLength(3))).to.throw('the rule "maxLength" has no meaning');
    expect(refused(ValidateIf(() => true))).to.throw('a condition has no meaning in JSON Schema; say RequiredWhere');
  });

  it('refuses a rule that is only named, and a keyword that has no place', () => {
    const check = { name: 'polite', validate: () => true, message: () => '$property must be polite' };
    const polite = rule({ ...check, keywords: { 'x-rules': ['polite'] } });
    const strange = rule({ ...check, keywords: { 'x-polite': true } });
    expect(() => classSchema(classWith(polite), silent)).to.throw('the rule "polite" is not told in words');
    expect(() => classSchema(classWith(strange), silent)).to.throw('the keyword x-polite has no place');
  });

  it('refuses rules that contradict each other', () => {
    const both = all(IsAmount(0, 1), IsAmount(0, 2));
    expect(() => classSchema(classWith(both), silent)).to.throw('Note.text: maximum is 1 and 2 at once');
  });
});

describe('wireDocument', () => {
  const Note = classWith(IsText(3));
  const comments = (fields: string[]): ReadonlyMap<string, ClassComments> =>
    new Map([['Note', { text: 'A note.', fields: new Map(fields.map((field) => [field, undefined])) }]]);

  it('refuses classes and fields that the sources do not have', () => {
    expect(wireDocument([Note], comments(['text']))['$defs']).to.have.keys('Note');
    expect(() => wireDocument([Note], new Map())).to.throw('the sources do not declare Note');
    expect(() => wireDocument([Note], comments([]))).to.throw('the sources do not declare Note.text');
  });
});
