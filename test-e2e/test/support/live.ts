import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closer } from '@dubbing/common';
import type { StreamStatus } from '@dubbing/contracts';
import { eventually } from '../../src/eventually.js';
import { cacheDir } from '../../src/paths.js';
import { generateProgramme } from '../../src/programme/generate.js';
import type { ProgrammeManifest } from '../../src/programme/manifest.js';
import { LivePublisher } from '../../src/programme/publisher.js';
import { freePorts } from '../../src/stack/ports.js';
import { Stack, type StackOptions } from '../../src/stack/stack.js';

export const programmeFile = join(cacheDir, 'programme', 'programme.flv');

/** A running stack on free ports with a folder of its own, and all that a test adds to it; `close` ends everything. */
export class LiveTest {
  readonly #closer = new Closer();

  private constructor(
    readonly stack: Stack,
    readonly manifest: ProgrammeManifest,
    /** For recordings; gone after the test. */
    readonly dir: string,
  ) {}

  static async start(
    options: Partial<Pick<StackOptions, 'media' | 'sts' | 'withSts' | 'ports'>> = {},
  ): Promise<LiveTest> {
    const manifest = await generateProgramme({ file: programmeFile });
    const dir = await mkdtemp(join(tmpdir(), 'dubbing-e2e-'));
    const stack = await Stack.start({
      ports: await freePorts(),
      dir,
      signal: new AbortController().signal,
      ...options,
    });
    const live = new LiveTest(stack, manifest, dir);
    live.#closer.add('folder', () => rm(dir, { recursive: true, force: true }));
    live.#closer.add('stack', () => stack.close());
    return live;
  }

  async publish(id: string): Promise<LivePublisher> {
    const { durationMs } = this.manifest;
    const publisher = await LivePublisher.start({
      file: programmeFile,
      durationMs,
      url: this.stack.publishUrl(id),
      signal: new AbortController().signal,
    });
    this.#closer.add(`publisher of ${id}`, () => publisher.close());
    return publisher;
  }

  /** Waits until the status of a stream is as wished. */
  until(id: string, what: string, deadlineMs: number, isSo: (status: StreamStatus) => boolean): Promise<StreamStatus> {
    return eventually(
      async () => {
        const status = await this.stack.api.stream(id);
        return isSo(status) && status;
      },
      { what, deadlineMs, intervalMs: 200 },
    );
  }

  /** Waits until every language is sent out. */
  untilOnAir(id: string): Promise<StreamStatus> {
    return this.until(id, `${id} to be on air`, 40_000, ({ outputs, targetLanguages }) =>
      targetLanguages.every((language) =>
        outputs.some((output) => output.language === language && output.state === 'live'),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#closer.close();
  }
}
