import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { msToNs, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { HlsPackager } from '../../../src/hls/packager.js';
import { readResumePoint } from '../../../src/hls/resume-point.js';
import { openIngest } from '../../../src/ingest/ingest.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../../../src/media/units.js';
import { generateTalk, probePackets, temporaryFolder } from '../../support/generated-media.js';

const AAC_NS = 21_333_333n;

/** Frames of AAC that stand for sound; what they hold does not matter to a packager. */
function soundUntil(endPtsNs: bigint): AudioUnit[] {
  const units: AudioUnit[] = [];
  for (let frame = 0n; ; frame += 1n) {
    const ptsNs = (frame * 1024n * 1_000_000_000n) / 48_000n;
    if (ptsNs >= endPtsNs) return units;
    units.push({ ptsNs, durationNs: AAC_NS, data: Buffer.from([0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c]) });
  }
}

async function readVideo(input: string): Promise<{ config: VideoConfig; units: VideoUnit[] }> {
  const units: VideoUnit[] = [];
  let config: VideoConfig | undefined;
  const ingest = openIngest({
    input,
    pace: 'fast',
    signal: new AbortController().signal,
    logger: silentLogger,
    handlers: {
      onVideoConfig: (given) => (config ??= given),
      onVideo: (unit) => void units.push(unit),
      onAudio: () => undefined,
      onState: () => undefined,
      onEnd: () => undefined,
    },
  });
  const error = await ingest.closed;
  if (error !== undefined) throw error;
  if (config === undefined) throw new Error('the file has no video');
  return { config, units };
}

const linesOf = async (path: string) => (await readFile(path, 'utf8')).split('\n');
const segmentsOf = async (folder: string) =>
  (await linesOf(join(folder, 'index.m3u8'))).filter((line) => /\.(m4s|vtt)$/.test(line));

describe('HlsPackager', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let video: Awaited<ReturnType<typeof readVideo>>;
  const failures: unknown[] = [];
  const optionsFor = (name: string) => ({
    directory: join(folder.path, name),
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    windowMs: 60_000,
    onError: (error: unknown) => void failures.push(error),
  });

  before(async () => {
    folder = await temporaryFolder('hls');
    await generateTalk(join(folder.path, 'talk.mp4'), 12);
    video = await readVideo(join(folder.path, 'talk.mp4'));
  });
  after(() => folder.remove());
  afterEach(() => expect(failures.splice(0)).to.deep.equal([]));

  /** Sound and picture in the order of their times, as the delay line releases them. */
  function feed(packager: HlsPackager, languages: readonly string[], withVideo = true): void {
    const last = video.units.at(-1)?.ptsNs ?? 0n;
    const sound = soundUntil(last).map((unit) => ({
      at: unit.ptsNs,
      push: () => languages.forEach((language) => packager.pushAudio(language, unit)),
    }));
    const picture = withVideo
      ? video.units.map((unit) => ({ at: unit.dtsNs, push: () => packager.pushVideo(unit) }))
      : [];
    for (const { push } of [...sound, ...picture].toSorted((a, b) => Number(a.at - b.at))) push();
  }

  it('packages picture, sound and captions that any demuxer reads with the source times', async function () {
    const options = { ...optionsFor('whole'), video: video.config };
    const packager = new HlsPackager(options, await readResumePoint(options.directory));
    packager.pushCaption('es', { fragmentId: 'f0', startPtsNs: msToNs(1500), endPtsNs: msToNs(2900), text: 'hola' });
    feed(packager, ['original', 'es']);
    await packager.close();
    const names = await segmentsOf(join(options.directory, 'video'));
    const init =
      (await linesOf(join(options.directory, 'video/index.m3u8')))
        .find((line) => line.startsWith('#EXT-X-MAP'))
        ?.split('"')[1] ?? '';
    const parts = await Promise.all([init, ...names].map((name) => readFile(join(options.directory, 'video', name))));
    await writeFile(join(folder.path, 'video.mp4'), Buffer.concat(parts));
    const packets = await probePackets(join(folder.path, 'video.mp4'));
    if (packets === undefined) {
      console.log('      skipped: ffprobe is not installed');
      return this.skip();
    }
    expect(packets).to.have.length(video.units.length);
    packets.forEach((packet, index) => {
      const unit = video.units[index];
      // The origin of the media timeline lies ten seconds before the programme's zero; ffprobe rounds to microseconds.
      expect(Number(packet.pts_time) - 10).to.be.closeTo(Number(unit?.ptsNs) / 1e9, 0.000_02);
      expect(Number(packet.dts_time) - 10).to.be.closeTo(Number(unit?.dtsNs) / 1e9, 0.000_02);
      expect(packet.flags.includes('K')).to.equal(unit?.keyFrame);
    });
  });

  it('cuts all renditions alike and never past the target duration', async () => {
    const root = join(folder.path, 'whole');
    const durations = (text: string[]) =>
      text.filter((line) => line.startsWith('#EXTINF')).map((line) => Number(line.slice(8, -1)));
    const playlists = await Promise.all(
      ['video', 'audio-original', 'audio-es', 'captions-original', 'captions-es'].map((name) =>
        linesOf(join(root, name, 'index.m3u8')),
      ),
    );
    const cuts = durations(playlists[0] ?? []);
    expect(cuts.length).to.be.at.least(5);
    for (const playlist of playlists) {
      expect(durations(playlist)).to.have.length(cuts.length);
      // Sound is cut between two of its frames, and its durations are those of its samples; here it ends before the picture.
      const whole = durations(playlist).slice(0, -1);
      whole.forEach((duration, index) => expect(duration).to.be.closeTo(cuts[index] ?? 0, 0.022));
      const total = (list: number[]) => list.reduce((sum, duration) => sum + duration, 0);
      expect(total(whole)).to.be.closeTo(total(cuts.slice(0, -1)), 0.022);
      const target = Number(playlist.find((line) => line.startsWith('#EXT-X-TARGETDURATION'))?.split(':')[1]);
      for (const duration of durations(playlist)) expect(Math.round(duration)).to.be.at.most(target);
      expect(playlist).to.include('#EXT-X-ENDLIST');
      expect(playlist).to.include('#EXT-X-INDEPENDENT-SEGMENTS');
    }
    const captions = await Promise.all(
      (await segmentsOf(join(root, 'captions-es'))).map((name) => readFile(join(root, 'captions-es', name), 'utf8')),
    );
    expect(captions.filter((text) => text.includes('00:00:01.500 --> 00:00:02.900\nhola'))).to.have.length.within(1, 2);
    const master = await readFile(join(root, 'master.m3u8'), 'utf8');
    expect(master).to.match(/RESOLUTION=320x180/);
    expect(master).to.match(/NAME="Español",LANGUAGE="es"/);
  });

  it('begins another programme of the same name with new numbers and a discontinuity, and lets the old files be', async () => {
    const options = { ...optionsFor('whole'), video: video.config };
    const before = await readResumePoint(options.directory);
    expect(before).to.include({ ended: true });
    expect(before?.sequence).to.be.greaterThan(3);
    const old = await readdir(join(options.directory, 'video'));
    const packager = new HlsPackager(options, before);
    feed(packager, ['original', 'es']);
    await packager.close();
    const playlist = await linesOf(join(options.directory, 'video/index.m3u8'));
    expect(playlist).to.include(`#EXT-X-MEDIA-SEQUENCE:${before?.sequence}`);
    expect(playlist.indexOf('#EXT-X-DISCONTINUITY')).to.be.greaterThan(0);
    expect(playlist.filter((line) => old.includes(line))).to.deep.equal([]);
    // Somebody may still be at the end of the old programme: its files stay for a window.
    expect(await readdir(join(options.directory, 'video'))).to.include.members(old);
  });

  it('starts a new segment with a discontinuity everywhere when the video configuration changes', async () => {
    const options = { ...optionsFor('changed'), video: video.config };
    const packager = new HlsPackager(options, undefined);
    const half = Math.floor(video.units.length / 2);
    const sound = soundUntil(video.units.at(-1)?.ptsNs ?? 0n);
    video.units.forEach((unit, index) => {
      if (index === half) packager.setVideo(video.config);
      packager.pushVideo(unit);
    });
    for (const unit of sound) for (const language of ['original', 'es']) packager.pushAudio(language, unit);
    await packager.close();
    for (const rendition of ['video', 'audio-original', 'audio-es', 'captions-es']) {
      const playlist = await linesOf(join(options.directory, rendition, 'index.m3u8'));
      expect(
        playlist.filter((line) => line === '#EXT-X-DISCONTINUITY'),
        rendition,
      ).to.have.length(1);
    }
    const playlist = await linesOf(join(options.directory, 'video/index.m3u8'));
    expect(playlist.filter((line) => line.startsWith('#EXT-X-MAP'))).to.have.length(2);
  });

  it('packages a programme without video', async () => {
    const options = optionsFor('sound');
    const packager = new HlsPackager(options, undefined);
    feed(packager, ['original', 'es'], false);
    await packager.close();
    const master = await readFile(join(options.directory, 'master.m3u8'), 'utf8');
    expect(master).to.contain('CODECS="mp4a.40.2"');
    expect(master).to.contain('\naudio-original/index.m3u8\n');
    expect(existsSync(join(options.directory, 'video'))).to.equal(false);
    expect(await segmentsOf(join(options.directory, 'audio-es'))).to.have.length.within(4, 7);
  });

  it('keeps a window, and files for one window more', async () => {
    const options = { ...optionsFor('rolling'), windowMs: 4000 };
    const packager = new HlsPackager(options, undefined);
    feed(packager, ['original', 'es'], false);
    await packager.close();
    const listed = await segmentsOf(join(options.directory, 'audio-es'));
    expect(listed.length).to.be.within(2, 3);
    const files = (await readdir(join(options.directory, 'audio-es'))).filter((name) => name.endsWith('.m4s'));
    expect(files.length).to.be.within(listed.length + 1, listed.length + 3);
    for (const name of listed) expect(files).to.include(name);
  });

  it('tells of a folder that cannot be written, and goes on', async () => {
    const options = optionsFor('blocked');
    await mkdir(options.directory, { recursive: true });
    await writeFile(join(options.directory, 'audio-es'), 'a file where a folder should be');
    const packager = new HlsPackager(options, undefined);
    feed(packager, ['original', 'es'], false);
    await packager.close();
    expect(failures.splice(0)).to.have.length.greaterThan(0);
    expect(await segmentsOf(join(options.directory, 'audio-original'))).to.have.length.greaterThan(3);
  });
});
