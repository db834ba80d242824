import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { JsonSchema } from '../../../src/schema/json-schema.js';
import { messageClasses } from '../../../tools/wire/message-classes.js';
import { fixtures } from '../../support/fixtures.js';
import { asRead, strictValidator, validatorOf, wire } from '../../support/validator.js';

const released = new URL('../../../../wire/released/', import.meta.url);

describe('the wire document', () => {
  it('is JSON Schema without a slip, and has every message class', () => {
    expect(strictValidator().validateSchema(wire)).to.equal(true);
    expect(Object.keys(wire.$defs)).to.deep.equal([...messageClasses.keys()].sort());
    for (const name of messageClasses.keys()) validatorOf(name);
  });

  it('tells in words every rule that JSON Schema has none for', () => {
    const told = Object.keys(wire['x-ruleTexts'] as object);
    const used = [...JSON.stringify(wire.$defs).matchAll(/"x-rules":(\[[^\]]*\])/g)].flatMap(
      ([, list = '[]']) => JSON.parse(list) as string[],
    );
    expect([...new Set(used)].sort()).to.deep.equal(told);
  });

  it('tells every message and every field in words', () => {
    const silent = Object.entries(wire.$defs).flatMap(([name, { description, properties }]) => [
      ...(description === undefined ? [name] : []),
      ...Object.entries(properties as Record<string, JsonSchema>)
        .filter(([, field]) => field['description'] === undefined)
        .map(([field]) => `${name}.${field}`),
    ]);
    expect(silent, 'a doc comment is missing').to.deep.equal([]);
  });

  for (const { name, messageClass, wire: message } of fixtures) {
    it(`accepts the sample ${name}`, () => {
      const validate = validatorOf(messageClass.name);
      const read = asRead(messageClass.name, message());
      expect(validate(read), JSON.stringify(validate.errors)).to.equal(true);
    });
  }
});

describe('the wire documents of releases', () => {
  it('never change: later versions are graded by them', () => {
    const frozen = readFileSync(new URL('SHA256SUMS', released), 'utf8').trim().split('\n');
    const present = readdirSync(released)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => `${sha256(new URL(file, released))}  ${file}`);
    expect(present, 'npm run wire:freeze adds the sum of a new one').to.deep.equal(frozen);
  });

  it('are there for the version of this package', () => {
    const manifest = new URL('../../../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    expect(readdirSync(released), `run npm run wire:freeze when ${version} is released`).to.include(`${version}.json`);
  });
});

function sha256(file: URL): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
