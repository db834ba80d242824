import { parseArgs } from 'node:util';
import { startScriptedSts } from './scripted-sts.js';

// Runs the scripted server on its own: node scripted-sts-main.js --port 8090 [--host 127.0.0.1] [--delay-ms 300].
// It says `listening <port>` when it takes connections, and ends on SIGTERM or SIGINT.
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'delay-ms': { type: 'string', default: '0' },
  },
});
const delayMs = Number(values['delay-ms']);
const server = await startScriptedSts({
  port: Number(values.port),
  host: values.host,
  behaviour: { plan: () => ({ kind: 'reply', delayMs }) },
});
process.stdout.write(`listening ${server.port}\n`);
const stop = (): void => {
  server.close().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
