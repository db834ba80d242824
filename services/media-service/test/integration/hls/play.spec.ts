import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';

import { parseMediaPlaylist } from '../../../src/hls/media-playlist.js';
import type { VideoCodec } from '../../../src/media/units.js';
import { eventsOf, offsetsMs, sizesOf, slicesOf } from '../../support/media/analysis.js';
import { ffmpeg, Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { folderServer, packageLive } from '../../support/media/hls-chain.js';
import { listen } from '../../support/media/listen.js';
import { together } from '../../support/together.js';

/** Takes a live playlist from its start to its end, as a player loads it. */
const play = (url: string, file: string): Promise<void> =>
  ffmpeg(`-live_start_index 0 -i ${url} -map 0:v -map 0:a -c copy ${file}`);

describe('HLS, played while it is made', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 7);
  let port: number;

  before(async () => {
    port = await listen(folderServer(fixtures.folder));
  });

  const address = (name: string): string => `http://127.0.0.1:${port}/${name}/master.m3u8`;

  /** Packages a source and plays it from the moment at which its master playlist is there. */
  async function packageAndPlay(source: string, name: string) {
    const directory = fixtures.path(name);
    await mkdir(directory);
    let over = false;
    const packaged = packageLive(source, directory).finally(() => {
      over = true;
    });
    while (!over && !existsSync(join(directory, 'master.m3u8')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    const file = fixtures.path(`${name}.mkv`);
    const [stats] = await Promise.all([packaged, play(address(name), file)]);
    const playlist = parseMediaPlaylist(await readFile(join(directory, 'video/index.m3u8'), 'utf8'));
    const master = await readFile(join(directory, 'master.m3u8'), 'utf8');
    return { stats, file, playlist, master };
  }

  async function expectEverySlice(codec: VideoCodec): Promise<void> {
    const source =
      codec === 'h264' ? await fixtures.both('s.ts', 'mpegtsmux') : await fixtures.hevc('hevc.ts', 'mpegtsmux');
    const { stats, file, playlist, master } = await packageAndPlay(source, codec);
    expect(stats).to.deep.equal({ forcedCuts: 0, gaps: 0, lateCaptions: 0 });
    expect(master).to.match(codec === 'h264' ? /CODECS="avc1\.[0-9a-f]{6},/ : /CODECS="hvc1\.1\.6\.L\d+\.90,/);
    // x265 codes open groups here: no segment but the first can be decoded by itself, and none is said to.
    expect(playlist?.independent).to.equal(codec === 'h264');
    const before = await slicesOf(source, codec);
    expect((await slicesOf(file, codec)).hashes).to.deep.equal(before.hashes);
    const given = offsetsMs(await eventsOf(source));
    const found = await eventsOf(file);
    expect(found.soundGaps).to.equal(0);
    expect(found.beepsMs).to.have.length(given.length);
    // Matroska counts whole milliseconds.
    offsetsMs(found).forEach((offset) => expect(offset).to.be.closeTo(given[0] ?? 0, 1.5));
  }

  async function expectAnotherSize(codec: VideoCodec): Promise<void> {
    const source = await fixtures.changing(`changing-${codec}.ts`, codec);
    const name = `changing-${codec}`;
    const { playlist } = await packageAndPlay(source, name);
    const segments = playlist?.segments ?? [];
    expect(segments.filter(({ discontinuity }) => discontinuity)).to.have.length(1);
    const change = segments.findIndex(({ discontinuity }) => discontinuity);
    const inits = segments.map(({ initUri }) => initUri);
    expect(new Set(inits.slice(0, change)).size).to.equal(1);
    expect(new Set(inits.slice(change)).size).to.equal(1);
    expect(inits[change]).to.not.equal(inits[0]);
    // GStreamer is another player than the one above.
    expect(await sizesOf(address(name))).to.deep.equal(['320x180 × 90', '480x270 × 90']);
  }

  together({
    "brings every slice and the source's sync: h264": () => expectEverySlice('h264'),
    'goes on with another picture size behind a discontinuity: h264': () => expectAnotherSize('h264'),
    "brings every slice and the source's sync: h265": () => expectEverySlice('h265'),
    'goes on with another picture size behind a discontinuity: h265': () => expectAnotherSize('h265'),
  });
});
