import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';

const library = new URL('../../src/index.js', import.meta.url).href;

/** A main programme as the services have them: it logs, listens for the end, and tears down. */
const programme = `
  import { Closer, createLogger, onTermination } from ${JSON.stringify(library)};
  const logger = createLogger({ service: 'programme' });
  const closer = new Closer();
  const timer = setInterval(() => {}, 60_000);
  closer.add('timer', () => clearInterval(timer));
  const stop = onTermination((signal) => {
    logger.info('ending', { signal });
    closer.close().then(() => {
      stop();
      logger.info('ended');
    });
  });
  logger.info('started', { password: 'hunter2' });
`;

describe('a main programme', () => {
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`logs to the standard output and ends cleanly on ${signal}`, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', programme], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      const ended = once(child, 'exit');
      const messages: unknown[] = [];
      for await (const line of createInterface(child.stdout)) {
        const record = JSON.parse(line) as Record<string, unknown>;
        messages.push(record['msg']);
        expect(record['service']).to.equal('programme');
        expect(line).to.not.contain('hunter2');
        if (record['msg'] === 'started') child.kill(signal);
      }
      expect(messages).to.deep.equal(['started', 'ending', 'ended']);
      expect(await ended).to.deep.equal([0, null]);
    });
  }
});
