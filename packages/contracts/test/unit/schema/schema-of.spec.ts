import { IsBoolean } from 'class-validator';
import { expect } from 'chai';
import { FragmentAck, StreamReady } from '../../../src/index.js';
import { schemaOf } from '../../../src/schema/index.js';
import { messageClasses } from '../../../tools/wire/message-classes.js';
import { asRead, strictValidator } from '../../support/validator.js';
import { fixtures, wireOf } from '../../support/fixtures.js';

describe('schemaOf', () => {
  // Each by itself, as a stranger has it: none of them can lean on the wire document.
  const ajv = strictValidator();
  const validators = new Map(
    [...messageClasses].map(([name, messageClass]) => [name, () => ajv.compile(schemaOf(messageClass))]),
  );

  for (const [name, compile] of validators) {
    it(`${name} stands alone, and takes its samples`, () => {
      const validate = compile();
      for (const fixture of fixtures.filter(({ messageClass }) => messageClass.name === name)) {
        expect(validate(asRead(name, fixture.wire())), fixture.name).to.equal(true);
      }
    });
  }

  it('holds the parts of a message too', () => {
    const validate = strictValidator().compile(schemaOf(StreamReady));
    const ready = wireOf('stream-ready') as { limits: object };
    expect(validate(ready)).to.equal(true);
    expect(validate({ ...ready, limits: { ...ready.limits, maxInFlight: 0 } })).to.equal(false);
    expect(Object.keys(schemaOf(StreamReady)['$defs'] as object)).to.deep.equal(['EngineInfo', 'SessionLimits']);
    expect(schemaOf(FragmentAck)).not.to.have.any.keys('$defs', 'x-ruleTexts');
  });

  it('knows messages only', () => {
    class Stranger {
      @IsBoolean()
      isOne!: boolean;
    }
    expect(() => schemaOf(Stranger)).to.throw('Stranger is no message of the contracts');
  });
});
