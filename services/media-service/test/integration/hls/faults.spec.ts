import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseMediaPlaylist, type MediaPlaylist } from '../../../src/hls/media-playlist.js';
import { HlsPackager, type HlsPackagerOptions } from '../../../src/hls/packager.js';
import { temporaryFolder } from '../../support/generated-media.js';
import { feedPictures, feedSound, testVideo } from '../../support/hls-feed.js';

describe('HLS of a source that misbehaves', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  before(async () => {
    folder = await temporaryFolder('hls-faults');
  });
  after(() => folder.remove());

  const optionsFor = (name: string, changes: Partial<HlsPackagerOptions> = {}): HlsPackagerOptions => ({
    directory: join(folder.path, name),
    sourceLanguage: 'en',
    targetLanguages: [],
    video: testVideo(),
    windowMs: 600_000,
    onError: (error) => {
      throw error;
    },
    ...changes,
  });

  async function playlistOf(options: HlsPackagerOptions, rendition: string): Promise<MediaPlaylist> {
    const playlist = parseMediaPlaylist(await readFile(join(options.directory, rendition, 'index.m3u8'), 'utf8'));
    if (playlist === undefined) throw new Error(`no playlist of ${rendition}`);
    return playlist;
  }

  /** Picture and sound second by second, as they are released; `picture` tells whether there is any in that second. */
  async function feed(packager: HlsPackager, seconds: number, picture: (second: number) => boolean, gopMs = 1000) {
    for (let second = 0; second < seconds; second += 1) {
      if (picture(second)) feedPictures(packager, second * 1000, second * 1000 + 1000, gopMs);
      feedSound(packager, 'original', second * 1000, second * 1000 + 1000);
      // The disk keeps up, as it does when media are released in real time.
      await packager.settled();
    }
    await packager.close();
  }

  function expectTarget({ segments, targetDurationS }: MediaPlaylist): void {
    for (const { durationMs } of segments) expect(Math.round(durationMs / 1000)).to.be.at.most(targetDurationS);
  }

  it('goes on with the sound when the picture stops, and takes it up again', async () => {
    const options = optionsFor('stopped');
    const packager = new HlsPackager(options, undefined);
    await feed(packager, 40, (second) => second < 9 || second >= 30);
    const [video, sound] = [await playlistOf(options, 'video'), await playlistOf(options, 'audio-original')];
    expectTarget(video);
    expectTarget(sound);
    expect(sound.segments.some(({ gap }) => gap)).to.equal(false);
    const gapsMs = video.segments.filter(({ gap }) => gap).reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(gapsMs).to.be.within(15_000, 21_000);
    expect(video.segments.at(-1)?.gap).to.equal(false);
    expect(video.segments.map(({ sequence }) => sequence)).to.deep.equal(
      sound.segments.map(({ sequence }) => sequence),
    );
  });

  it('starts with the sound when the picture comes late', async () => {
    const options = optionsFor('late');
    const packager = new HlsPackager(options, undefined);
    await feed(packager, 20, (second) => second >= 9);
    for (const rendition of ['video', 'audio-original']) expectTarget(await playlistOf(options, rendition));
    const { segments } = await playlistOf(options, 'audio-original');
    expect(segments.reduce((sum, { durationMs }) => sum + durationMs, 0)).to.be.closeTo(20_000, 50);
  });

  it('splits a group that never ends, and says so', async () => {
    const options = optionsFor('endless');
    const packager = new HlsPackager(options, undefined);
    await feed(packager, 60, () => true, 3_600_000);
    const video = await playlistOf(options, 'video');
    expectTarget(video);
    expect(video.targetDurationS).to.equal(14);
    expect(video.independent).to.equal(false);
    expect(packager.stats.forcedCuts).to.equal(4);
  });

  it('follows the source to another codec', async () => {
    const options = optionsFor('codec');
    const packager = new HlsPackager(options, undefined);
    feedPictures(packager, 0, 5000, 1000);
    feedSound(packager, 'original', 0, 5000);
    packager.setVideo(
      testVideo({ codec: 'h265', decoderConfig: Buffer.from('0101600000009000000000005df000fcfdf8f800000f00', 'hex') }),
    );
    feedPictures(packager, 5000, 10_000, 1000);
    feedSound(packager, 'original', 5000, 10_000);
    await packager.close();
    const { segments } = await playlistOf(options, 'video');
    const inits = [...new Set(segments.map(({ initUri }) => initUri ?? ''))];
    const texts = await Promise.all(inits.map((name) => readFile(join(options.directory, 'video', name), 'latin1')));
    expect(texts.map((text) => [text.includes('avc1'), text.includes('hvc1')])).to.deep.equal([
      [true, false],
      [false, true],
    ]);
    expect(await readFile(join(options.directory, 'master.m3u8'), 'utf8')).to.contain('CODECS="hvc1.1.6.L93.90,');
  });

  it('waits for a key frame before it uses new parameter sets that come in the middle of a group', async () => {
    const options = optionsFor('middle');
    const packager = new HlsPackager(options, undefined);
    feedPictures(packager, 0, 4400, 2000);
    packager.setVideo(testVideo({ width: 640, height: 360 }));
    feedPictures(packager, 4400, 10_000, 2000);
    feedSound(packager, 'original', 0, 10_000);
    await packager.close();
    const { segments } = await playlistOf(options, 'video');
    expect(segments.map(({ discontinuity }) => discontinuity)).to.deep.equal([false, false, false, true, false]);
    expect(packager.stats.forcedCuts).to.equal(0);
  });
});
