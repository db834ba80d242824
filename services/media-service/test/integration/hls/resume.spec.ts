import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseMediaPlaylist, type MediaPlaylist } from '../../../src/hls/media-playlist.js';
import { HlsPackager, type HlsPackagerOptions } from '../../../src/hls/packager.js';
import { readResumePoint } from '../../../src/hls/resume-point.js';
import { temporaryFolder } from '../../support/generated-media.js';
import { feedPictures, feedSound, testVideo } from '../../support/hls-feed.js';

const RENDITIONS = ['video', 'audio-original', 'audio-es', 'captions-original', 'captions-es'];

describe('HLS over the death of its packager', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let failures: unknown[];

  before(async () => {
    folder = await temporaryFolder('hls-resume');
  });
  after(() => folder.remove());
  beforeEach(() => {
    failures = [];
  });
  afterEach(() => expect(failures).to.deep.equal([]));

  const optionsFor = (name: string, changes: Partial<HlsPackagerOptions> = {}): HlsPackagerOptions => ({
    directory: join(folder.path, name),
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    video: testVideo(),
    windowMs: 60_000,
    onError: (error) => failures.push(error),
    ...changes,
  });

  /** Runs a packager for some seconds; one that is killed leaves everything as it was at that moment. */
  async function run(options: HlsPackagerOptions, seconds: number, end: 'closed' | 'killed', gopMs = 1000) {
    const packager = new HlsPackager(options, await readResumePoint(options.directory));
    feedPictures(packager, 0, seconds * 1000, gopMs);
    for (const language of ['original', 'es']) feedSound(packager, language, 0, seconds * 1000);
    if (end === 'closed') await packager.close();
    else {
      // What a killed process leaves is what is there before the end is marked.
      await packager.close();
      for (const rendition of RENDITIONS) {
        const path = join(options.directory, rendition, 'index.m3u8');
        await writeFile(path, (await readFile(path, 'utf8')).replace('#EXT-X-ENDLIST\n', ''));
      }
    }
    return packager;
  }

  async function playlistOf(options: HlsPackagerOptions, rendition: string): Promise<MediaPlaylist> {
    const playlist = parseMediaPlaylist(await readFile(join(options.directory, rendition, 'index.m3u8'), 'utf8'));
    if (playlist === undefined) throw new Error(`no playlist of ${rendition}`);
    return playlist;
  }

  async function expectFiles(options: HlsPackagerOptions): Promise<void> {
    for (const rendition of RENDITIONS) {
      const files = await readdir(join(options.directory, rendition));
      for (const { uri, gap, initUri } of (await playlistOf(options, rendition)).segments) {
        if (!gap) expect(files, rendition).to.include(uri);
        if (initUri !== undefined) expect(files, rendition).to.include(initUri);
      }
    }
  }

  it('keeps what the window holds, and goes on behind it with a discontinuity', async () => {
    const options = optionsFor('killed');
    await run(options, 12, 'killed');
    const before = await Promise.all(RENDITIONS.map((rendition) => playlistOf(options, rendition)));
    await run(options, 6, 'closed');
    for (const [index, rendition] of RENDITIONS.entries()) {
      const { segments, ...after } = await playlistOf(options, rendition);
      const old = before[index]?.segments ?? [];
      expect(old.length, rendition).to.be.at.least(5);
      expect(segments.slice(0, old.length), rendition).to.deep.equal(old);
      expect(after.targetDurationS).to.equal(before[index]?.targetDurationS);
      expect(after).to.include({ mediaSequence: 0, discontinuitySequence: 0, ended: true });
      expect(segments.map(({ discontinuity }) => discontinuity).indexOf(true), rendition).to.equal(old.length);
      expect(segments.length).to.be.at.least(old.length + 2);
    }
    await expectFiles(options);
  });

  it('rolls the old segments out like any other, and then their files', async () => {
    const options = optionsFor('rolled', { windowMs: 6000 });
    await run(options, 12, 'killed');
    const files = await readdir(join(options.directory, 'video'));
    await run(options, 20, 'closed');
    const { segments, mediaSequence, discontinuitySequence } = await playlistOf(options, 'video');
    expect(mediaSequence).to.be.greaterThan(9);
    expect(discontinuitySequence).to.equal(1);
    expect(segments.length).to.be.within(3, 4);
    const left = await readdir(join(options.directory, 'video'));
    expect(left.filter((name) => files.includes(name))).to.deep.equal(['index.m3u8']);
    await expectFiles(options);
  });

  it('holds the target duration that players were told, whatever the source does now', async () => {
    const options = optionsFor('target');
    await run(options, 10, 'killed', 2000);
    const { targetDurationS } = await playlistOf(options, 'video');
    const packager = await run(options, 30, 'closed', 10_000);
    expect(packager.stats.forcedCuts).to.be.greaterThan(0);
    const after = await playlistOf(options, 'video');
    expect(after.targetDurationS).to.equal(targetDurationS);
    expect(after.independent).to.equal(false);
    expect((await playlistOf(options, 'audio-es')).independent).to.equal(true);
    for (const { durationMs } of after.segments) expect(Math.round(durationMs / 1000)).to.be.at.most(targetDurationS);
  });

  it('marks what a rendition lacks as a gap, when the packager died between two of them', async () => {
    const options = optionsFor('between');
    await run(options, 8, 'killed');
    const path = join(options.directory, 'audio-es', 'index.m3u8');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await writeFile(path, `${lines.slice(0, -3).join('\n')}\n`);
    await run(options, 4, 'closed');
    const [es, video] = await Promise.all(['audio-es', 'video'].map((name) => playlistOf(options, name)));
    expect(es?.segments.map(({ sequence }) => sequence)).to.deep.equal(video?.segments.map(({ sequence }) => sequence));
    expect(es?.segments.filter(({ gap }) => gap)).to.have.length(1);
    expect(es?.segments.map(({ discontinuity }) => discontinuity)).to.deep.equal(
      video?.segments.map(({ discontinuity }) => discontinuity),
    );
  });

  it('keeps everything where there is no window, over an end too', async () => {
    const options = optionsFor('dvr', { windowMs: undefined });
    await run(options, 8, 'closed');
    const first = await playlistOf(options, 'video');
    expect(first).to.include({ isEvent: true, ended: true });
    await run(options, 8, 'closed');
    const { segments, mediaSequence, isEvent } = await playlistOf(options, 'video');
    expect({ mediaSequence, isEvent }).to.deep.equal({ mediaSequence: 0, isEvent: true });
    expect(segments.slice(0, first.segments.length)).to.deep.equal(first.segments);
    expect(segments.length).to.be.greaterThan(first.segments.length);
    await expectFiles(options);
  });

  it('gives a language that is new the numbers of the others', async () => {
    const options = optionsFor('language');
    await run(options, 8, 'killed');
    await rm(join(options.directory, 'audio-es'), { recursive: true });
    await rm(join(options.directory, 'captions-es'), { recursive: true });
    await run(options, 4, 'closed');
    const [es, video] = await Promise.all(['audio-es', 'video'].map((name) => playlistOf(options, name)));
    const added = video?.segments.filter(({ sequence }) => sequence >= (es?.mediaSequence ?? 0)) ?? [];
    expect(es?.segments.map(({ sequence }) => sequence)).to.deep.equal(added.map(({ sequence }) => sequence));
    expect(es?.segments[0]?.discontinuity).to.equal(true);
    expect(added[0]?.discontinuity).to.equal(true);
  });

  it('clears away drafts that were never finished', async () => {
    const options = optionsFor('drafts');
    await mkdir(join(options.directory, 'video'), { recursive: true });
    const drafts = ['index.m3u8.draft', 'abc-7.m4s.draft'];
    for (const name of drafts) await writeFile(join(options.directory, 'video', name), 'half of it');
    await run(options, 4, 'closed');
    expect(await readdir(join(options.directory, 'video'))).to.not.include.members(drafts);
  });
});
