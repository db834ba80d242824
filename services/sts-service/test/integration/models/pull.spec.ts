import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DubbingError } from '@dubbing/common';
import type { ModelEntry } from '../../../src/models/catalogue/model-entry.js';
import { readModelLock } from '../../../src/models/model-lock.js';
import { openSource } from '../../../src/models/pull/open-source.js';
import type { PullLimits } from '../../../src/models/pull/limits.js';
import { pullModel, type Pulled, type PullProgress } from '../../../src/models/pull/pull-model.js';
import { verifyModel } from '../../../src/models/verify/verify-model.js';
import {
  dropAfter,
  otherRange,
  shorter,
  stallAfter,
  status,
  whole,
  wrongBytes,
} from '../../support/models/behaviours.js';
import { commit, FakeHub, sha256 } from '../../support/models/fake-hub.js';
import { largePath, putToy, toyEntry, toyFiles } from '../../support/models/toy-model.js';
import { rejection } from '../../support/rejection.js';

const limits: PullLimits = { connections: 2, stallMs: 20_000, attempts: 3, backoffMs: 1, maxBackoffMs: 2 };
const large = toyFiles.get(largePath) ?? Buffer.alloc(0);

describe('pulling a model', () => {
  let hub: FakeHub;
  let dir: string;

  beforeEach(async () => {
    hub = await FakeHub.start();
    putToy(hub);
    dir = await mkdtemp(join(tmpdir(), 'models-'));
  });
  afterEach(async () => {
    await hub.close();
    await rm(dir, { recursive: true });
  });

  interface Options {
    readonly entry?: ModelEntry;
    readonly limits?: PullLimits;
    readonly token?: string;
    readonly url?: string;
    readonly acceptLicence?: boolean;
    readonly onProgress?: (progress: PullProgress) => void;
    readonly signal?: AbortSignal;
  }
  const pull = (options: Options = {}): Promise<Pulled> =>
    pullModel({
      entry: options.entry ?? toyEntry,
      dir,
      source: openSource({
        url: options.url ?? hub.url,
        limits: options.limits ?? limits,
        ...(options.token !== undefined && { token: options.token }),
      }),
      acceptLicence: options.acceptLicence ?? false,
      limits: options.limits ?? limits,
      onProgress: options.onProgress ?? (() => {}),
      signal: options.signal ?? new AbortController().signal,
    });
  /** Tells when the puller has so many bytes of the large file. */
  const watched = () => {
    const waiting = new Map<number, () => void>();
    let there = 0;
    return {
      arrived: (bytes: number) =>
        new Promise<void>((resolve) => {
          if (there >= bytes) resolve();
          else waiting.set(bytes, resolve);
        }),
      onProgress: ({ file, fileBytes }: PullProgress): void => {
        if (file !== largePath) return;
        there = fileBytes;
        for (const [bytes, resolve] of waiting) if (fileBytes >= bytes) resolve();
      },
    };
  };
  const expectWhole = async (): Promise<void> => {
    for (const [path, content] of toyFiles) {
      expect((await readFile(join(dir, 'toy', path))).equals(content), path).to.be.true;
    }
    expect(await readdir(dir)).to.have.members(['toy', '.pulls']);
    expect(await readdir(join(dir, '.pulls'))).to.be.empty;
  };
  const withFile = (change: { readonly sha256?: string; readonly bytes?: number }): ModelEntry => ({
    ...toyEntry,
    files: toyEntry.files.map((file) => (file.path === largePath ? { ...file, ...change } : file)),
  });

  it('brings every file, checked by the hashes that the hub tells, and writes what it was', async () => {
    const { state, folder, lock } = await pull();
    expect(state).to.equal('pulled');
    expect(folder).to.equal(join(dir, 'toy'));
    await expectWhole();
    expect(readModelLock(folder)).to.deep.equal(lock);
    expect(lock).to.include({ commit, revision: 'main', repository: 'somebody/toy', source: hub.url });
    const checks = Object.fromEntries(lock.files.map(({ path, check }) => [path, check]));
    expect(checks).to.include({ 'config.json': 'hub-git', [largePath]: 'hub' });
    for (const file of lock.files) {
      const content = toyFiles.get(file.path) ?? Buffer.alloc(0);
      expect(file).to.include({ bytes: content.length, sha256: sha256(content) });
    }
  });

  it('asks for all files at one commit', async () => {
    const seen: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (url, init) => {
      if (url instanceof URL) seen.push(url.pathname);
      return fetch(url, init);
    };
    try {
      await pull();
    } finally {
      globalThis.fetch = fetch;
    }
    const revisions = seen.flatMap((path) => /\/resolve\/([^/]+)\//.exec(path)?.[1] ?? []);
    expect(revisions[0]).to.equal('main');
    expect(new Set(revisions.slice(1))).to.deep.equal(new Set([commit]));
  });

  it('follows a hub that redirects to a cache of its own', async () => {
    const caching = await FakeHub.start({ caches: true });
    try {
      putToy(caching);
      const { lock } = await pull({ url: caching.url, token: 'hf_secret' });
      await expectWhole();
      expect(lock.commit).to.equal(commit);
      expect(lock.files[0]).to.include({ path: 'config.json', check: 'hub-git' });
      const own = caching.seen.filter(({ server }) => server === 'hub');
      expect(own.every(({ authorization }) => authorization === 'Bearer hf_secret')).to.be.true;
    } finally {
      await caching.close();
    }
  });

  it('has nothing to do for a model that is there, and mends one that is not as it was', async () => {
    await pull();
    expect((await pull()).state).to.equal('present');
    expect(hub.fetches(largePath)).to.have.lengthOf(1);
    await writeFile(join(dir, 'toy', largePath), 'short');
    expect((await pull()).state).to.equal('pulled');
    await expectWhole();
    expect(hub.fetches(largePath)).to.have.lengthOf(2);
    expect(hub.fetches('onnx/encoder_model.onnx'), 'what was right is kept').to.have.lengthOf(1);
  });

  it('replaces a model whose files have changed on the hub', async () => {
    await pull();
    hub.put('config.json', Buffer.from('{"model_type":"marian","new":true}'), false);
    hub.lie('config.json', { 'x-repo-commit': commit.replaceAll('0', 'f') });
    const { lock } = await pull();
    expect(lock.commit).to.equal(commit.replaceAll('0', 'f'));
    expect(await readFile(join(dir, 'toy', 'config.json'), 'utf8')).to.contain('new');
    expect(hub.fetches(largePath)).to.have.lengthOf(1);
  });

  it('tells how far it is, up to all of it', async () => {
    const told: PullProgress[] = [];
    await pull({ onProgress: (progress) => told.push(progress) });
    const all = [...toyFiles.values()].reduce((sum, content) => sum + content.length, 0);
    expect(told.at(-1)).to.include({ bytes: all, totalBytes: all });
  });

  it('stores a file under the name that the catalogue gives it', async () => {
    hub.put('onnx/decoder_model_merged_quantized.onnx', Buffer.from('smaller'), true);
    const files = toyEntry.files.map((file) =>
      file.path === largePath ? { ...file, from: 'onnx/decoder_model_merged_quantized.onnx' } : file,
    );
    await pull({ entry: { ...toyEntry, files } });
    expect(await readFile(join(dir, 'toy', largePath), 'utf8')).to.equal('smaller');
  });

  describe('over a bad line', () => {
    it('goes on where it was cut off', async () => {
      const { arrived, onProgress } = watched();
      hub.misbehave(largePath, dropAfter(150_000, arrived), dropAfter(100_000, arrived));
      await pull({ onProgress });
      await expectWhole();
      const seen = hub.fetches(largePath);
      expect(seen.map(({ range }) => range)).to.deep.equal([undefined, 'bytes=150000-', 'bytes=250000-']);
      expect(seen[1]?.ifRange).to.match(/^"storage-/);
    });

    it('gives a connection up that brings nothing', async () => {
      hub.misbehave(largePath, stallAfter(1000));
      // A busy machine may be slow for so long too; that costs an attempt and nothing else.
      await pull({ limits: { ...limits, stallMs: 200, attempts: 1000 } });
      await expectWhole();
      expect(hub.fetches(largePath).length).to.be.greaterThan(1);
    });

    it('begins anew where the server knows no ranges', async () => {
      const { arrived, onProgress } = watched();
      hub.misbehave(largePath, dropAfter(150_000, arrived), whole);
      await pull({ onProgress });
      await expectWhole();
    });

    it('begins anew where the server sends another part than was asked for', async () => {
      const { arrived, onProgress } = watched();
      hub.misbehave(largePath, dropAfter(150_000, arrived), otherRange);
      await pull({ onProgress });
      await expectWhole();
    });

    it('begins anew where the server has less than what was kept', async () => {
      const { arrived, onProgress } = watched();
      hub.misbehave(largePath, dropAfter(150_000, arrived), status(416));
      await pull({ onProgress });
      await expectWhole();
      expect(hub.fetches(largePath)[2]?.range).to.equal(undefined);
    });

    for (const code of [408, 429, 500, 502, 503]) {
      it(`tries again after ${code}`, async () => {
        hub.misbehave(largePath, status(code, { 'retry-after': '0' }));
        await pull();
        await expectWhole();
      });
    }

    it('gets a new address for a storage that refuses the old one', async () => {
      hub.misbehave(largePath, status(403));
      await pull();
      await expectWhole();
    });

    it('gives up after attempts that bring nothing, and keeps what has come', async () => {
      const { arrived, onProgress } = watched();
      hub.misbehave(largePath, dropAfter(100_000, arrived), ...Array.from({ length: 4 }, () => dropAfter(0)));
      const error = await rejection(pull({ onProgress }));
      expect(error).to.include({ code: 'MODEL_HUB_UNREACHABLE', retryable: true });
      expect(error.message).to.contain(largePath).and.contain('3 attempts');
      expect((await stat(join(dir, '.pulls', 'toy', `${largePath}.part`))).size).to.equal(100_000);
      expect(await readdir(dir)).to.deep.equal(['.pulls']);
      hub.misbehave(largePath);
      await pull();
      await expectWhole();
      expect(hub.fetches(largePath).at(-1)?.range).to.equal('bytes=100000-');
    });

    it('gives up on a server that always begins anew and never comes to the end', async () => {
      const half: Parameters<FakeHub['misbehave']>[1] = ({ response, content }) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 50_000), () => response.destroy());
      };
      hub.misbehave(largePath, ...Array.from({ length: 50 }, () => half));
      expect(await rejection(pull())).to.include({ code: 'MODEL_HUB_UNREACHABLE' });
      expect(hub.fetches(largePath).length).to.be.lessThan(50);
    });

    it('says so when nobody listens', async () => {
      const { url } = hub;
      await hub.close();
      expect(await rejection(pull({ url }))).to.include({ code: 'MODEL_HUB_UNREACHABLE' });
      hub = await FakeHub.start();
    });

    it('keeps what has come when it is told to end', async () => {
      const interrupted = new AbortController();
      const reason = new DubbingError('ABORTED', 'enough');
      hub.misbehave(largePath, stallAfter(200_000));
      const pulling = rejection(
        pull({
          signal: interrupted.signal,
          onProgress: ({ file, fileBytes }) => {
            if (file === largePath && fileBytes === 200_000) interrupted.abort(reason);
          },
        }),
      );
      expect(await pulling).to.equal(reason);
      expect((await stat(join(dir, '.pulls', 'toy', `${largePath}.part`))).size).to.equal(200_000);
      await pull();
      await expectWhole();
      expect(hub.fetches(largePath)[1]?.range).to.equal('bytes=200000-');
    });

    it('does not put a piece of one file before the rest of another', async () => {
      const { arrived, onProgress } = watched();
      hub.misbehave(largePath, dropAfter(100_000, arrived), ...Array.from({ length: 9 }, () => dropAfter(0)));
      await rejection(pull({ onProgress }));
      const other = Buffer.from(large).fill(7, 0, 1000);
      hub.put(largePath, other, true);
      hub.misbehave(largePath);
      await pull();
      expect((await readFile(join(dir, 'toy', largePath))).equals(other)).to.be.true;
    });
  });

  describe('from a hub that lies', () => {
    it('refuses wrong bytes with the name and both hashes, after one more attempt', async () => {
      hub.misbehave(largePath, wrongBytes, wrongBytes);
      const error = await rejection(pull());
      expect(error).to.include({ code: 'MODEL_FILE_WRONG', source: largePath });
      expect(error.message)
        .to.contain(largePath)
        .and.contain(sha256(large))
        .and.contain(sha256(Buffer.alloc(large.length, 0x55)));
      expect(hub.fetches(largePath)).to.have.lengthOf(2);
      expect(await readdir(dir)).to.deep.equal(['.pulls']);
      expect(await readdir(join(dir, '.pulls', 'toy', 'onnx'))).not.to.include('decoder_model_merged.onnx.part');
    });

    it('mends bytes that were damaged once', async () => {
      hub.misbehave(largePath, wrongBytes);
      await pull();
      await expectWhole();
    });

    it('refuses a small file that has not the git hash', async () => {
      hub.misbehave('config.json', wrongBytes, wrongBytes);
      const error = await rejection(pull());
      expect(error).to.include({ code: 'MODEL_FILE_WRONG' });
      expect(error.message).to.match(/^config\.json should have the git hash [0-9a-f]{40}, but it has [0-9a-f]{40}$/);
    });

    it('refuses a file that is announced with another length than was told', async () => {
      hub.misbehave(largePath, shorter(1234));
      const error = await rejection(pull());
      expect(error).to.include({ code: 'MODEL_FILE_WRONG' });
      expect(error.message).to.contain('should have 400000 bytes').and.contain('1234 bytes');
    });

    it('refuses a file that is shorter than the catalogue says, before a byte is fetched', async () => {
      const error = await rejection(pull({ entry: withFile({ bytes: 500_000 }) }));
      expect(error).to.include({ code: 'MODEL_FILE_WRONG' });
      expect(error.message).to.contain('500000').and.contain('400000');
      expect(hub.fetches(largePath)).to.be.empty;
    });

    it('refuses a file that has another hash than the catalogue pins', async () => {
      const error = await rejection(pull({ entry: withFile({ sha256: 'a'.repeat(64) }) }));
      expect(error).to.include({ code: 'MODEL_FILE_WRONG' });
      expect(error.message).to.contain('a'.repeat(64)).and.contain(sha256(large));
    });

    it('believes the pin and not a hub that lies in its headers as well', async () => {
      hub.lie(largePath, { 'x-linked-etag': `"${'b'.repeat(64)}"` });
      expect(await rejection(pull({ entry: withFile({ sha256: sha256(large) }) }))).to.include({
        code: 'MODEL_FILE_WRONG',
      });
    });

    it('refuses redirects without end, and to what is not HTTP', async () => {
      for (const location of ['/somebody/toy/resolve/x/config.json', 'file:///etc/passwd', 'http://[']) {
        hub.misbehave('config.json', ...Array.from({ length: 9 }, () => status(302, { location })));
        const error = await rejection(pull());
        expect(error.code, location).to.equal('MODEL_HUB_MALFORMED');
      }
    });
  });

  describe('that the hub does not give', () => {
    it('tells that a file does not exist', async () => {
      const error = await rejection(pull({ entry: { ...toyEntry, files: [{ path: 'no.json', from: 'no.json' }] } }));
      expect(error).to.include({ code: 'MODEL_HUB_NOT_FOUND', retryable: false });
      expect(error.message).to.contain('/somebody/toy/resolve/main/no.json').and.contain('Entry not found');
    });

    for (const code of [401, 403]) {
      it(`tells of the token after ${code}`, async () => {
        hub.misbehave('config.json', status(code));
        const error = await rejection(pull({ token: 'hf_secret' }));
        expect(error).to.include({ code: 'MODEL_HUB_REFUSED', retryable: false });
        expect(error.message).to.contain('STS_MODELS_TOKEN').and.not.contain('hf_secret');
      });
    }

    it('asks for a licence that forbids commercial use, before anything else', async () => {
      const licence = { name: 'CC-BY-NC-4.0', nonCommercial: true };
      const error = await rejection(pull({ entry: { ...toyEntry, licence } }));
      expect(error).to.include({ code: 'MODEL_LICENCE_REQUIRED' });
      expect(error.message).to.contain('CC-BY-NC-4.0');
      expect(hub.seen).to.be.empty;
      const { lock } = await pull({ entry: { ...toyEntry, licence }, acceptLicence: true });
      expect(lock.licence).to.deep.equal(licence);
    });
  });

  it('sends the token to the hub and to nobody else', async () => {
    await pull({ token: 'hf_secret' });
    const told = new Map(hub.seen.map(({ server, authorization }) => [server, authorization]));
    expect(told).to.deep.equal(
      new Map([
        ['hub', 'Bearer hf_secret'],
        ['storage', undefined],
      ]),
    );
  });

  it('keeps signatures of storages out of what it says', async () => {
    hub.misbehave(largePath, ...Array.from({ length: 9 }, () => status(500)));
    const error = await rejection(pull());
    expect(error.message).to.contain('500').and.not.contain('secret');
  });

  it('lets one process at a time pull a model', async () => {
    let stalled = (): void => {};
    const waiting = new Promise<void>((resolve) => (stalled = resolve));
    const stop = new AbortController();
    hub.misbehave(largePath, stallAfter(1000, stalled));
    const first = rejection(pull({ signal: stop.signal }));
    await waiting;
    const error = await rejection(pull());
    expect(error).to.include({ code: 'MODEL_BUSY', retryable: true });
    expect(error.message).to.contain(String(process.pid));
    stop.abort(new DubbingError('ABORTED', 'enough'));
    expect(await first).to.include({ code: 'ABORTED' });
    await pull();
    await expectWhole();
  });

  it('takes what a plain file server has, and says that nobody told the hashes', async () => {
    const mirror = await FakeHub.start({ tells: false });
    try {
      putToy(mirror);
      mirror.misbehave(largePath, dropAfter(1000));
      const { lock } = await pull({ url: mirror.url });
      await expectWhole();
      expect(lock.commit).to.equal(undefined);
      expect(lock.files.map(({ check }) => check)).to.deep.equal(lock.files.map(() => 'size'));
    } finally {
      await mirror.close();
    }
  });

  it('leaves what `verify` finds in order, and what it finds again when it is not any more', async () => {
    const { folder } = await pull();
    const { signal } = new AbortController();
    const good = await verifyModel(folder, undefined, signal);
    expect(good).to.deep.equal({ faults: [], filesChecked: toyFiles.size, heldTo: 'lock' });
    const damaged = Buffer.from(large);
    damaged[200_000] = (damaged[200_000] ?? 0) ^ 1;
    await writeFile(join(folder, largePath), damaged);
    await rm(join(folder, 'tokenizer.json'));
    await writeFile(join(folder, 'config.json'), '{}');
    const { faults } = await verifyModel(folder, undefined, signal);
    const told = new Map(faults.map(({ file, fault }) => [file, fault]));
    expect(told.get(largePath)).to.contain(sha256(damaged)).and.contain(sha256(large));
    expect(told.get('tokenizer.json')).to.equal('is missing');
    expect(told.get('config.json')).to.contain('2 bytes');
  });
});
