import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readRecord } from '../../../src/as-run/read-record.js';
import type { FromWorker } from '../../../src/worker/messages.js';
import type { StreamSpec } from '../../../src/worker/stream-spec.js';
import { languageEntries } from '../../support/as-run-entries.js';
import { generateTalk, temporaryFolder } from '../../support/generated-media.js';
import { startScriptedSts, type ScriptedSts } from '../../support/scripted-sts.js';
import { specWith } from '../../support/specs.js';

const program = fileURLToPath(new URL('../../../src/worker/main.js', import.meta.url));

describe('The as-run record of a worker', function () {
  this.timeout(90_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sts: ScriptedSts;
  let spec: StreamSpec & { asRun: NonNullable<StreamSpec['asRun']> };

  before(async () => {
    folder = await temporaryFolder('as-run-worker');
    sts = await startScriptedSts();
    const talk = join(folder.path, 'talk.mp4');
    await generateTalk(talk, 15);
    const asRun = { file: join(folder.path, 'record', 'news.jsonl'), maxBytes: 1_000_000, retentionMs: 3_600_000 };
    const outputs = [{ language: 'es', url: join(folder.path, 'es.ts') }];
    const source = { input: `file://${talk}`, live: false, delayMs: 8000, stsUrl: sts.url };
    spec = { ...specWith({ ...source, outputs }), asRun };
  });
  after(async () => {
    await sts.close();
    await folder.remove();
  });

  /** Runs a worker until its status satisfies, and ends it as told. */
  async function run(
    enough: (counters: Readonly<Record<string, number>>) => boolean,
    signal?: 'SIGKILL',
  ): Promise<void> {
    const child = fork(program, [], { env: { ...process.env, UV_THREADPOOL_SIZE: '64' }, silent: true });
    child.on('message', (message: FromWorker) => {
      if (message.type !== 'status' || !enough(message.status.counters)) return;
      if (signal === undefined) child.send({ type: 'end', reason: 'seen enough' });
      else child.kill(signal);
    });
    child.send({ type: 'start', spec });
    await once(child, 'exit');
  }

  it('keeps what was decided when the worker is killed, and goes on behind it', async () => {
    await run(({ fragmentsReplied = 0 }) => fragmentsReplied >= 1, 'SIGKILL');
    const left = await languageEntries(spec.asRun.file);
    expect(left.length).to.be.at.least(1);
    for (const entry of left) expect(entry).to.include({ language: 'es', outcome: 'spoken', lagMs: 0 });
    await run(({ fragmentsReplied = 0 }) => fragmentsReplied >= 1);
    const { entries } = await readRecord(spec.asRun.file, { limit: 1000, since: '' });
    const sessions = new Set(entries.map((entry) => entry['session']));
    expect(sessions.size).to.equal(2);
    const ids = entries
      .filter(({ type }) => type === 'fragment')
      .map((entry) => `${String(entry['session'])} ${String(entry['fragmentId'])}`);
    expect(new Set(ids).size).to.equal(ids.length);
    // Every byte of the file is part of a line.
    const lines = (await readFile(spec.asRun.file, 'utf8')).split('\n');
    expect(lines.pop()).to.equal('');
    expect(lines).to.have.length(entries.length);
  });
});
