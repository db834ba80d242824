import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  Allow,
  IsDefined,
  IsOptional,
  IsPositive,
  IsString,
  registerDecorator,
  ValidateBy,
  ValidatePromise,
} from 'class-validator';
import { expect } from 'chai';
import { OneShotQuery, parse } from '../../../src/index.js';
import { readerOf } from '../../../src/reader/compile.js';
import { Nested } from '../../../src/rules/nested.js';
import { sampledClasses } from '../../support/samples.js';
import { faultyFields } from '../../support/faults.js';

describe('readerOf', () => {
  it('compiles every message but the query of a URL, whose texts become lists and numbers', () => {
    const slow = sampledClasses.filter((messageClass) => readerOf(messageClass) === undefined);
    expect(slow).to.deep.equal([OneShotQuery]);
  });

  it('compiles a class once', () => {
    for (const messageClass of sampledClasses) expect(readerOf(messageClass)).to.equal(readerOf(messageClass));
  });

  it('leaves a class to the libraries where one of their decorators does more than is known here', () => {
    class Defined {
      @IsDefined()
      value!: string;
    }
    class Allowed {
      @Allow()
      value?: string;
    }
    class Conditional {
      @IsString({ validateIf: () => false })
      value!: string;
    }
    class Transformed {
      @Transform(({ value }: { value: unknown }) => String(value))
      @IsString()
      value!: string;
    }
    class Typed {
      @Type(() => Number)
      @IsPositive()
      value!: number;
    }
    class Exposed {
      @Expose({ name: 'other' })
      @IsString()
      value!: string;
    }
    class Excluded {
      @Exclude()
      @IsOptional()
      @IsString()
      value?: string;
    }
    class Method {
      @IsString()
      toString!: () => string;
    }
    class Around {
      @Nested(() => Transformed)
      inner!: Transformed;
    }
    for (const messageClass of [Defined, Allowed, Conditional, Transformed, Typed, Exposed, Excluded, Method, Around]) {
      expect(readerOf(messageClass), messageClass.name).to.equal(undefined);
    }
    expect(parse(Transformed, { value: 5 }).value).to.equal('5');
    expect(parse(Typed, { value: '5' }).value).to.equal(5);
    expect(parse(Around, { inner: { value: 5 } }).inner).to.be.instanceOf(Transformed);
    expect(faultyFields(Defined, {})).to.deep.equal(['value']);
  });

  it('refuses a rule that nobody would ask', () => {
    class Promised {
      @ValidatePromise()
      @IsString()
      value!: Promise<string>;
    }
    class Asynchronous {
      @IsString()
      value!: string;
    }
    registerDecorator({
      name: 'later',
      target: Asynchronous,
      propertyName: 'value',
      async: true,
      validator: { validate: async () => false },
    });
    class Unregistered {
      @IsString()
      value!: string;
    }
    // Without `@ValidatorConstraint` class-validator does not know the validator again.
    class Validator {
      validate(): boolean {
        return false;
      }
    }
    registerDecorator({ target: Unregistered, propertyName: 'value', validator: Validator });
    expect(() => parse(Promised, { value: 'x' })).to.throw('Promised.value has a rule of the kind promiseValidation');
    expect(() => parse(Asynchronous, { value: 'x' })).to.throw('Asynchronous.value has a rule that takes its time');
    expect(() => parse(Unregistered, { value: 'x' })).to.throw('Unregistered.value has a rule without a validator');
  });

  it('holds messages to the rules of the class that theirs extends', () => {
    class Base {
      @IsString()
      text!: string;
    }
    class Derived extends Base {
      @IsPositive()
      number!: number;
    }
    expect(readerOf(Derived)).to.not.equal(undefined);
    expect(parse(Derived, { text: 'a', number: 1 })).to.be.instanceOf(Derived);
    expect(faultyFields(Derived, { number: 1 })).to.deep.equal(['text']);
  });

  it('tells a rule of what it is asked', () => {
    const asked: unknown[] = [];
    class Told {
      @ValidateBy({
        name: 'told',
        constraints: [7],
        validator: { validate: (value, args) => asked.push([value, args]) > 0 },
      })
      value!: string;
    }
    const message = parse(Told, { value: 'x' });
    expect(asked).to.deep.equal([
      ['x', { targetName: 'Told', property: 'value', object: message, value: 'x', constraints: [7] }],
    ]);
  });

  it('refuses a class that holds itself, since nothing would bound the depth of its messages', () => {
    class Chain {
      @IsOptional()
      @Nested(() => Chain)
      next?: Chain;
    }
    for (const attempt of [1, 2]) {
      expect(() => parse(Chain, {}), String(attempt)).to.throw('Chain must not hold messages of its own class');
    }
  });
});
