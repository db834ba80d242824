// The embedded registry's process: `node server-child.mjs FOLDER PORT READERS`. It tells its parent when it listens, and ends
// when its parent is gone, however that came about.
import { runServer } from 'verdaccio';
import { verdaccioConfig } from './verdaccio-config.mjs';

const [folder = '', port = '', readers] = process.argv.slice(2);

const server = /** @type {import('node:http').Server} */ (
  await runServer(verdaccioConfig(folder, /** @type {import('./settings.mjs').Readers} */ (readers)))
);
server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  process.send?.({ failed: error.message, code: error.code });
  process.exitCode = 1;
  process.disconnect?.();
});
server.listen(Number(port), '127.0.0.1', () => process.send?.({ listening: true }));

process.once('disconnect', () => process.exit());
