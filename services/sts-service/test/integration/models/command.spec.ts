import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { models } from '../../../src/models/command/models.js';
import { stallAfter, wrongBytes } from '../../support/models/behaviours.js';
import { FakeHub } from '../../support/models/fake-hub.js';
import { largePath, putToy, toyCatalogue, toyFiles } from '../../support/models/toy-model.js';

const main = fileURLToPath(new URL('../../../src/models/command/main.js', import.meta.url));
const half = 200_000;

describe('npm run models', function () {
  // Processes start slowly on a machine that is busy.
  this.timeout(120_000);

  let hub: FakeHub;
  let folder: string;
  let dir: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    hub = await FakeHub.start();
    putToy(hub);
    folder = await mkdtemp(join(tmpdir(), 'command-'));
    dir = join(folder, 'models');
    const catalogue = join(folder, 'own.json');
    const [toy] = toyCatalogue.models;
    const models = [toy, { ...toy, name: 'toy-nc', licence: 'CC-BY-NC-4.0', nonCommercial: true }];
    await writeFile(catalogue, JSON.stringify({ version: 1, models }));
    env = {
      ...process.env,
      STS_MODELS_DIR: dir,
      STS_MODELS_HUB_URL: hub.url,
      STS_MODELS_CATALOGUES: catalogue,
      STS_MODELS_TOKEN: 'hf_secret',
    };
  });
  afterEach(async () => {
    await hub.close();
    await rm(folder, { recursive: true });
  });

  interface Ended {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly out: string;
    readonly err: string;
  }
  const start = (...argv: string[]) => {
    const child = spawn(process.execPath, [main, ...argv], { env });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(child, 'close').then(([code, signal]): Ended => {
      expect(out + err).not.to.contain('hf_secret');
      return { code, signal, out, err };
    });
    return { child, ended };
  };
  /** The same within this process. */
  const run = async (...argv: string[]): Promise<Ended> => {
    let out = '';
    let err = '';
    const terminal = { out: (text: string) => (out += text), err: (text: string) => (err += text), isTty: false };
    const code = await models(argv, { terminal, signal: new AbortController().signal, env });
    expect(out + err).not.to.contain('hf_secret');
    return { code, signal: null, out, err };
  };

  /** Resolves when the piece of the large file has so many bytes. */
  const pieceOf = async (bytes: number): Promise<void> => {
    const graphs = join(dir, '.pulls', 'toy', 'onnx');
    await mkdir(graphs, { recursive: true });
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        stat(join(dir, '.pulls', 'toy', `${largePath}.part`)).then(
          ({ size }) => {
            if (size < bytes) return;
            watcher.close();
            resolve();
          },
          () => {},
        );
      };
      const watcher = watch(graphs, look).on('error', reject);
      look();
    });
  };
  const expectWhole = async (): Promise<void> => {
    for (const [path, content] of toyFiles) {
      expect((await readFile(join(dir, 'toy', path))).equals(content), path).to.be.true;
    }
  };

  it('lists, pulls, tells the path and verifies', async () => {
    const listed = await run('list');
    expect(listed).to.include({ code: 0 });
    expect(listed.out).to.match(/^toy +available +translation +marian +en → es +MIT$/m);
    expect(listed.out).to.match(/^toy-nc .*CC-BY-NC-4\.0 \(NON-COMMERCIAL\)$/m);
    expect(await run('path', 'toy')).to.include({ code: 1, out: '' });

    const pulled = await run('pull', 'toy');
    expect(pulled).to.include({ code: 0, err: '' });
    expect(pulled.out).to.equal(`toy: pulled 5 files, 0.5 MB, MIT, ${join(dir, 'toy')}\n`);
    await expectWhole();
    expect(await run('pull', 'toy')).to.include({ code: 0, out: `toy: is there already, MIT, ${join(dir, 'toy')}\n` });
    expect(await run('path', 'toy')).to.include({ code: 0, out: `${join(dir, 'toy')}\n` });
    expect((await run('list', '--installed')).out)
      .to.match(/^toy +installed/m)
      .and.not.contain('whisper');
    expect(await run('verify', 'toy')).to.include({ code: 0, out: 'toy: 5 files are as the lock has them\n' });

    await writeFile(join(dir, 'toy', 'config.json'), '{"model_type":"marian" }');
    const wrong = await run('verify');
    expect(wrong.code).to.equal(3);
    expect(wrong.out).to.match(/^toy: WRONG: config\.json has \d+ bytes instead of \d+$/m);
    const asJson = JSON.parse((await run('verify', '--json')).out) as { name: string; faults: object[] }[];
    expect(asJson).to.have.lengthOf(1);
    expect(asJson[0]).to.include({ name: 'toy', heldTo: 'lock' });
    expect(asJson[0]?.faults).to.have.lengthOf(1);
  });

  it('goes on after kill -9 in the middle of a file', async () => {
    hub.misbehave(largePath, stallAfter(half));
    const arrived = pieceOf(half);
    const { child, ended } = start('pull', 'toy');
    await arrived;
    child.kill('SIGKILL');
    expect(await ended).to.include({ signal: 'SIGKILL' });
    expect(await readdir(dir)).to.deep.equal(['.pulls']);

    expect(await start('pull', 'toy').ended).to.include({ code: 0, err: '' });
    await expectWhole();
    expect(hub.fetches(largePath).map(({ range }) => range)).to.deep.equal([undefined, `bytes=${half}-`]);
    expect(await run('verify')).to.include({ code: 0 });
    expect(await readdir(join(dir, '.pulls'))).to.be.empty;
  });

  it('begins a piece anew that was damaged meanwhile', async () => {
    hub.misbehave(largePath, stallAfter(half));
    const arrived = pieceOf(half);
    const { child, ended } = start('pull', 'toy');
    await arrived;
    child.kill('SIGKILL');
    await ended;
    await writeFile(join(dir, '.pulls', 'toy', `${largePath}.part`), Buffer.alloc(half));
    expect(await run('pull', 'toy')).to.include({ code: 0 });
    await expectWhole();
  });

  it('ends at Ctrl-C with 130 and keeps what has come', async () => {
    hub.misbehave(largePath, stallAfter(half));
    const arrived = pieceOf(half);
    const { child, ended } = start('pull', 'toy');
    await arrived;
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).to.equal(130);
    expect(err).to.equal('error ABORTED: interrupted by SIGINT\n');
    expect(await readdir(join(dir, '.pulls'))).to.deep.equal(['toy']);
    expect(await run('pull', 'toy')).to.include({ code: 0 });
    expect(hub.fetches(largePath)[1]?.range).to.equal(`bytes=${half}-`);
  });

  it('lets one process at a time pull a model', async () => {
    hub.misbehave(largePath, stallAfter(half));
    const arrived = pieceOf(half);
    const { child, ended } = start('pull', 'toy');
    await arrived;
    const second = await run('pull', 'toy');
    expect(second.code).to.equal(5);
    expect(second.err).to.contain(`error MODEL_BUSY: process ${child.pid} of `);
    child.kill('SIGKILL');
    await ended;
  });

  it('tells what is wrong by code, in one line and by exit code', async () => {
    const unknown = await run('pull', 'toy', 'no-such-model');
    expect(unknown).to.include({ code: 1 });
    expect(unknown.err).to.match(/^error MODEL_UNKNOWN: .*no-such-model.*\n$/);
    expect(hub.seen, 'a misspelt name is told before anything is fetched').to.be.empty;

    const licence = await run('pull', 'toy-nc');
    expect(licence.code).to.equal(4);
    expect(licence.err).to.contain('FORBIDS COMMERCIAL USE').and.contain('error MODEL_LICENCE_REQUIRED');
    expect((await run('pull', 'toy-nc', '--accept-licence')).code).to.equal(0);

    hub.misbehave(largePath, wrongBytes, wrongBytes);
    const wrong = await run('pull', 'toy');
    expect(wrong.code).to.equal(3);
    expect(wrong.err).to.match(/^error MODEL_FILE_WRONG: onnx\/decoder_model_merged\.onnx should have the sha256 /);

    expect(await run('drop', 'toy')).to.include({ code: 2 });
    expect((await run('--help')).out).to.contain('Usage: npm run models');
    env['STS_MODELS_CONNECTIONS'] = 'many';
    expect(await run('list')).to.include({ code: 2 });
  });

  it('sends the token to the hub that was configured, not to one that is named', async () => {
    expect(await run('pull', 'toy', '--from', hub.url)).to.include({ code: 0 });
    expect(hub.seen.map(({ authorization }) => authorization)).to.deep.equal(hub.seen.map(() => undefined));
  });
});
