import { parseArgs } from 'node:util';
import { IndependentServer } from './server.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8090' } } });
const server = await IndependentServer.start({ port: Number(values.port) });
process.stdout.write(`${server.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
