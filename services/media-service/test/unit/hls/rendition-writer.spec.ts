import { basename } from 'node:path';
import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import type { Disk } from '../../../src/hls/atomic-file.js';
import { parseMediaPlaylist } from '../../../src/hls/media-playlist.js';
import { RenditionWriter, type RenditionWriterOptions } from '../../../src/hls/rendition-writer.js';

/** A disk of a size, in memory. */
class SmallDisk implements Disk {
  readonly files = new Map<string, Buffer>();
  sizeBytes = Number.POSITIVE_INFINITY;
  /** Names whose writing waits until `let go`. */
  held: Promise<void> | undefined;

  async write(path: string, parts: readonly Buffer[]): Promise<void> {
    await this.held;
    const name = basename(path);
    const data = Buffer.concat(parts);
    // Until a file is complete the one that it replaces is there as well.
    if (this.usedBytes + data.length > this.sizeBytes) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    this.files.set(name, data);
  }

  remove(path: string): Promise<void> {
    this.files.delete(basename(path));
    return Promise.resolve();
  }

  list(): Promise<string[]> {
    return Promise.resolve([...this.files.keys()]);
  }

  get usedBytes(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  get playlist() {
    return parseMediaPlaylist(this.files.get('index.m3u8')?.toString() ?? '');
  }

  /** What the playlist names and the disk does not have. */
  get missing(): string[] {
    const named = (this.playlist?.segments ?? []).flatMap(({ uri, gap, initUri }) => [
      ...(gap ? [] : [uri]),
      ...(initUri === undefined ? [] : [initUri]),
    ]);
    return named.filter((name) => !this.files.has(name));
  }
}

describe('RenditionWriter', () => {
  let disk: SmallDisk;
  let errors: unknown[];

  beforeEach(() => {
    disk = new SmallDisk();
    errors = [];
  });

  function writer(changes: Partial<RenditionWriterOptions> = {}): RenditionWriter {
    return new RenditionWriter({
      directory: '/rendition',
      session: 's',
      extension: 'm4s',
      windowMs: 6000,
      resume: { mediaSequence: 0, discontinuitySequence: 0, segments: [], independent: true },
      epochMs: (ptsNs) => Number(ptsNs) / 1e6,
      targetDurationS: () => 4,
      disk,
      onWritten: () => undefined,
      onError: (error) => errors.push(error),
      ...changes,
    });
  }

  /** Two seconds each. */
  const segment = (sequence: number, bytes = 1000, discontinuity = false) => ({
    interval: {
      sequence,
      startPtsNs: msToNs(sequence * 2000),
      endPtsNs: msToNs(sequence * 2000 + 2000),
      discontinuity,
    },
    body: [Buffer.alloc(bytes)],
    byteLength: bytes,
    durationMs: 2000,
    startPtsNs: msToNs(sequence * 2000),
    independent: true,
  });

  async function settled(): Promise<void> {
    // Every step of the writer is a microtask on this disk.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async function write(rendition: RenditionWriter, from: number, to: number, bytes?: number): Promise<void> {
    for (let sequence = from; sequence < to; sequence += 1) {
      rendition.append(segment(sequence, bytes));
      await settled();
      expect(disk.missing, `after segment ${sequence}`).to.deep.equal([]);
    }
  }

  it('lists a window and keeps files for one more', async () => {
    const rendition = writer();
    rendition.init('init', Buffer.alloc(10));
    await write(rendition, 0, 10);
    expect(disk.playlist?.segments.map(({ uri }) => uri)).to.deep.equal(['s-7.m4s', 's-8.m4s', 's-9.m4s']);
    const left = [...disk.files.keys()].filter((name) => name.endsWith('.m4s'));
    expect(left).to.deep.equal(['s-4.m4s', 's-5.m4s', 's-6.m4s', 's-7.m4s', 's-8.m4s', 's-9.m4s']);
    expect(errors).to.deep.equal([]);
  });

  it('deletes an initialisation segment with the last segment that needs it', async () => {
    const rendition = writer();
    rendition.init('init-0', Buffer.alloc(10));
    await write(rendition, 0, 2);
    rendition.init('init-1', Buffer.alloc(10));
    await write(rendition, 2, 7);
    expect(disk.files.has('s-init-0.mp4')).to.equal(true);
    await write(rendition, 7, 12);
    expect([...disk.files.keys()].filter((name) => name.includes('init'))).to.deep.equal(['s-init-1.mp4']);
  });

  it('makes room on a full disk with what has left the playlist, and loses nothing', async () => {
    const rendition = writer();
    rendition.init('init', Buffer.alloc(10));
    // The window, two playlists with what is kept for the next, and one segment that is being written.
    disk.sizeBytes = 10_200;
    await write(rendition, 0, 20);
    expect(rendition.gaps).to.equal(0);
    expect(errors).to.deep.equal([]);
  });

  it('lists gaps while the disk is full, holds nothing back, and goes on when there is space', async () => {
    const rendition = writer();
    rendition.init('init', Buffer.alloc(10));
    await write(rendition, 0, 4);
    disk.sizeBytes = 9500;
    await write(rendition, 4, 30, 6000);
    expect(rendition.gaps).to.be.at.least(20);
    expect(errors).to.have.length.at.least(20);
    expect(disk.playlist?.segments.map(({ sequence }) => sequence)).to.deep.equal([27, 28, 29]);
    disk.sizeBytes = Number.POSITIVE_INFINITY;
    await write(rendition, 30, 34, 6000);
    expect(disk.playlist?.segments.map(({ gap }) => gap)).to.deep.equal([false, false, false]);
    expect(disk.playlist?.mediaSequence).to.equal(31);
  });

  it('leaves the playlist as it is where even that cannot be written, and all the files that it names', async () => {
    const rendition = writer();
    rendition.init('init', Buffer.alloc(10));
    await write(rendition, 0, 6);
    const before = disk.playlist;
    disk.sizeBytes = 0;
    await write(rendition, 6, 40);
    expect(disk.playlist).to.deep.equal(before);
    disk.sizeBytes = Number.POSITIVE_INFINITY;
    await write(rendition, 40, 41);
    expect(disk.playlist?.segments.map(({ sequence, gap }) => [sequence, gap])).to.deep.equal([
      [38, true],
      [39, true],
      [40, false],
    ]);
  });

  it('writes an initialisation segment that found no space as soon as there is some, before what needs it', async () => {
    const rendition = writer();
    disk.sizeBytes = 0;
    rendition.init('init', Buffer.alloc(10));
    await write(rendition, 0, 2);
    disk.sizeBytes = Number.POSITIVE_INFINITY;
    await write(rendition, 2, 4);
    expect(disk.playlist?.segments.map(({ gap }) => gap)).to.deep.equal([true, false, false]);
  });

  it('gives segments up when the disk does not keep up, so that memory is bounded', async () => {
    const rendition = writer({ windowMs: undefined });
    let letGo: (() => void) | undefined;
    disk.held = new Promise((resolve) => (letGo = resolve));
    for (let sequence = 0; sequence < 30; sequence += 1) rendition.append(segment(sequence));
    expect(rendition.gaps).to.be.within(20, 22);
    letGo?.();
    await rendition.finish();
    expect(disk.playlist?.segments.map(({ sequence }) => sequence)).to.deep.equal(
      Array.from({ length: 30 }, (_, at) => at),
    );
    expect(disk.missing).to.deep.equal([]);
  });

  it('does not take back that segments depend on each other', async () => {
    const rendition = writer();
    await write(rendition, 0, 1);
    expect(disk.playlist?.independent).to.equal(true);
    rendition.append({ ...segment(1), independent: false });
    await write(rendition, 2, 12);
    expect(disk.playlist?.independent).to.equal(false);
  });
});
