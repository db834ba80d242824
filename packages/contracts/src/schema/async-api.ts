import { STS_EVENTS, STS_SOCKET_PATH } from '../events.js';
import { protocolFeatures } from '../features.js';
import { PROTOCOL_VERSION } from '../version.js';
import { examplesOf } from './examples.js';
import type { JsonSchema } from './json-schema.js';
import { redirected, referredIn, refTo, ruleTextsIn } from './references.js';
import { socketMessages, type SocketMessage } from './socket-messages.js';
import { wireDocument } from './wire.js';

/** An AsyncAPI 3.0 document: what it holds is told by that format. */
export type AsyncApiDocument = JsonSchema & { readonly asyncapi: '3.0.0' };

const components = '#/components/schemas/';
const channel = '#/channels/session';

const description = `Live speech goes from a client to a server, and comes back translated and spoken, in every target language.

Socket.IO (protocol revision 5, Engine.IO 4) over WebSocket alone, on the namespace \`/\`. Every event has one argument, its message; acknowledgements of Socket.IO are not used. \
Fields with \`x-binary\` are binary attachments of the event; in examples they stand as \`{"$base64": …}\`. Fields that are not told here pass, and a field that is null counts as absent.

The document is told from the side of the server: it receives what a client sends. Generated from the classes of @dubbing/contracts; docs/sts-protocol/v1.md is the whole protocol in words.`;

/** The socket of the protocol as AsyncAPI 3.0: every event in both directions, with its message and its place in a session. */
export function asyncApiDocument(): AsyncApiDocument {
  const { $defs } = wireDocument();
  const payloads = socketMessages.map(({ message }) => refTo(message));
  const used = referredIn(payloads);
  const schemas = Object.fromEntries(used.map((name) => [name, withoutSiblings($defs[name] ?? {})]));
  const document: AsyncApiDocument = {
    asyncapi: '3.0.0',
    info: { title: 'Speech-to-speech protocol', version: PROTOCOL_VERSION, description },
    defaultContentType: 'application/json',
    servers: {
      server: {
        host: 'localhost:8090',
        protocol: 'ws',
        pathname: STS_SOCKET_PATH,
        description: 'A server of speech-to-speech, such as sts-service.',
        'x-socketio': { path: STS_SOCKET_PATH, transports: ['websocket'], namespace: '/', protocol: 5, engine: 4 },
      },
    },
    channels: {
      session: {
        address: '/',
        title: 'A session',
        description:
          'One connection has one session at a time. A session outlives its connection for the resume window, and is resumed by a `stream:init` with its `sessionId`.',
        messages: Object.fromEntries(
          socketMessages.map((one) => [keyOf(one), { $ref: `#/components/messages/${keyOf(one)}` }]),
        ),
        bindings: {
          ws: {
            method: 'GET',
            query: {
              type: 'object',
              required: ['EIO', 'transport'],
              properties: { EIO: { const: '4' }, transport: { const: 'websocket' } },
            },
          },
        },
      },
    },
    operations: Object.fromEntries(socketMessages.map((one) => [operationKey(one), operationOf(one)])),
    components: {
      messages: Object.fromEntries(socketMessages.map((one) => [keyOf(one), messageOf(one)])),
      schemas,
    },
    'x-ruleTexts': ruleTextsIn(schemas),
  };
  return redirected(document, components);
}

function operationOf(one: SocketMessage): JsonSchema {
  const { from, summary, order, answers = [], feature } = one;
  // Whatever a client sends may be refused.
  const replies = new Set<string>([...answers, STS_EVENTS.error]);
  const since =
    feature === undefined ? '' : `\n\nOnly where the feature \`${feature}\` (${protocolFeatures[feature]}) was agreed.`;
  return {
    action: from === 'client' ? 'receive' : 'send',
    channel: { $ref: channel },
    summary,
    description: `${order}${since}`,
    messages: [{ $ref: `${channel}/messages/${keyOf(one)}` }],
    ...(from === 'client' && {
      reply: {
        channel: { $ref: channel },
        messages: socketMessages
          .filter(({ event }) => replies.has(event))
          .map((reply) => ({ $ref: `${channel}/messages/${keyOf(reply)}` })),
      },
    }),
  };
}

function messageOf({ event, message, summary }: SocketMessage): JsonSchema {
  const examples = Object.entries(examplesOf(message.name)).map(([name, payload]) => ({ name, payload }));
  return {
    name: event,
    title: message.name,
    summary,
    contentType: 'application/json',
    payload: refTo(message),
    examples,
  };
}

/** `StreamInit`: keys of AsyncAPI have no colons. */
const keyOf = ({ message }: SocketMessage): string => message.name;

/** `stream-init`, of `stream:init`. */
const operationKey = ({ event }: SocketMessage): string => event.replace(':', '-');

/** The schemas of AsyncAPI look at nothing that stands beside a reference, so what stands there gets the reference as a part. */
function withoutSiblings<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutSiblings<unknown>(item)) as T;
  const { $ref, ...rest } = value as JsonSchema;
  const own = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, withoutSiblings(item)]));
  if ($ref === undefined) return own as T;
  return (Object.keys(own).length === 0 ? { $ref } : { ...own, allOf: [{ $ref }] }) as T;
}
