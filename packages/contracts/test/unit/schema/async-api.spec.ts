import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { PROTOCOL_VERSION, STS_EVENTS, STS_SOCKET_PATH } from '../../../src/index.js';
import { asyncApiDocument, socketMessages, type JsonSchema } from '../../../src/schema/index.js';
import { fixtures } from '../../support/fixtures.js';

const { schemas } = createRequire(import.meta.url)('@asyncapi/specs') as {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
};

const document = asyncApiDocument();

/** What a reference within the document leads to. */
function follow(ref: string): unknown {
  expect(ref).to.match(/^#\//);
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as { $ref?: unknown };
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(value).flatMap(refsIn)];
}

interface Operation {
  readonly action: string;
  readonly messages: readonly { readonly $ref: string }[];
  readonly reply?: { readonly messages: readonly { readonly $ref: string }[] };
}

const operations = Object.values(document['operations'] as Record<string, Operation>);
const eventOf = ({ $ref }: { readonly $ref: string }) => {
  const [inComponents = ''] = refsIn(follow($ref));
  return (follow(inComponents) as { name: string }).name;
};

describe('asyncApiDocument', () => {
  it('is AsyncAPI 3.0', () => {
    // The document brings the schema of schemas itself.
    const ajv = new Ajv({ meta: false, validateSchema: false, strict: false, validateFormats: false });
    const validate = ajv.compile(schemas['3.0.0'] as JsonSchema);
    expect(validate(document), JSON.stringify(validate.errors?.slice(0, 5))).to.equal(true);
    const broken = { ...document, operations: { odd: { action: 'shout', channel: { $ref: '#/channels/session' } } } };
    expect(validate(broken)).to.equal(false);
  });

  it('has every event of the protocol once, sent by who sends it', () => {
    const told = operations.map(({ action, messages }) => [messages.map(eventOf).join(), action]);
    expect(new Map(told as [string, string][])).to.deep.equal(
      new Map(socketMessages.map(({ event, from }) => [event, from === 'client' ? 'receive' : 'send'])),
    );
    expect(socketMessages.map(({ event }) => event)).to.deep.equal(Object.values(STS_EVENTS));
  });

  it('leads nowhere that is not there', () => {
    for (const ref of refsIn(document)) expect(follow(ref), ref).to.be.an('object');
  });

  it('tells what answers a message of the client', () => {
    const answers = operations.flatMap(({ messages, reply }) =>
      reply === undefined ? [] : [[messages.map(eventOf).join(), reply.messages.map(eventOf)]],
    );
    expect(answers).to.deep.equal([
      ['stream:init', ['stream:ready', 'error']],
      ['fragment:data', ['fragment:ack', 'fragment:partial', 'fragment:processed', 'error']],
      ['stream:pause', ['error']],
      ['stream:resume', ['error']],
      ['stream:end', ['stream:complete', 'error']],
    ]);
  });

  it('is of this version, on this path', () => {
    expect(document['info']).to.include({ version: PROTOCOL_VERSION });
    expect((document['servers'] as { server: object }).server).to.include({
      pathname: STS_SOCKET_PATH,
      protocol: 'ws',
    });
  });

  it('has payloads that take the samples and refuse what is no message, as JSON Schema of draft 07 too', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'urn:dubbing:asyncapi', ...document });
    for (const { messageClass, wire } of fixtures.filter(({ messageClass: one }) => isOnSocket(one))) {
      const validate = ajv.getSchema(`urn:dubbing:asyncapi#/components/schemas/${messageClass.name}`);
      expect(validate?.(wire()), `${messageClass.name}: ${JSON.stringify(validate?.errors)}`).to.equal(true);
      const [field] = Object.keys(wire());
      if (field !== undefined)
        expect(validate?.({ ...wire(), [field]: { odd: [] } }), messageClass.name).to.equal(false);
    }
  });

  it('keeps what is said of a field beside what the field is', () => {
    const init = follow('#/components/schemas/StreamInit') as { properties: { audio: object } };
    expect(init.properties.audio).to.deep.equal({
      description: 'What the fragments carry.',
      allOf: [{ $ref: '#/components/schemas/AudioFormatV1' }],
    });
  });
});

function isOnSocket(messageClass: unknown): boolean {
  return socketMessages.some(({ message }) => message === messageClass);
}
