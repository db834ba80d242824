import { join } from 'node:path';
import { expect } from 'chai';
import type { StreamStatus } from '@dubbing/contracts';
import type { Measurement } from '../../src/probe/programme/recording.js';
import { openFile } from '../../src/probe/capture/open-file.js';
import { openInput } from '../../src/probe/capture/open.js';
import { measure } from '../../src/probe/measure.js';
import type { AsRunEntry } from '../../src/stack/api.js';
import { Recording } from '../../src/stack/record.js';
import { faultsOf } from '../support/faults.js';
import { listenToCaptions } from '../support/live-captions.js';
import { LiveTest, programmeFile } from '../support/live.js';
import { measureApart } from '../support/measure-apart.js';
import { isTranslationOf, matchSentences } from '../support/media-time.js';
import { playInBrowser } from '../support/browser.js';

const STREAM = 'news';
const LANGUAGES = ['es', 'ca'] as const;
/** A slow machine speaks fewer segments a minute, so the run lasts until there are enough, not for a time. */
const SPOKEN = 8;
/** As much of the programme is recorded at least: 45 s hold four flashes and 1350 pictures. */
const RECORDED_NS = 45_000_000_000n;

describe('the main job: a live stream, dubbed', function () {
  this.timeout(360_000);
  let live: LiveTest;
  let asRun: AsRunEntry[];
  const measured = new Map<string, Measurement>();

  before(async () => {
    live = await LiveTest.start();
    await live.publish(STREAM);
    const headNs = ({ ingest }: StreamStatus): bigint => BigInt(ingest?.headPtsNs ?? 0);
    const firstNs = headNs(await live.untilOnAir(STREAM));
    const recordings = new Map(
      LANGUAGES.map((language) => [
        language,
        new Recording(live.stack.flvUrl(STREAM, language), join(live.dir, `${language}.flv`)),
      ]),
    );
    await live.until(
      STREAM,
      `45 s on air and ${SPOKEN} spoken segments in each language`,
      240_000,
      (status) =>
        headNs(status) - firstNs >= RECORDED_NS &&
        status.languages.length > 0 &&
        status.languages.every(({ spoken }) => spoken >= SPOKEN),
    );
    asRun = await live.stack.api.asRun(STREAM);
    const fileOf = (language: string): string => join(live.dir, `${language}.ts`);
    for (const [language, recording] of recordings) {
      await recording.finish(fileOf(language));
      expect(recording.interruption).to.equal(undefined);
    }
    for (const language of LANGUAGES)
      measured.set(language, await measureApart(fileOf(language), programmeFile, live.manifest));
  });

  after(async () => live?.close());

  const of = (language: string): Measurement => {
    const measurement = measured.get(language);
    if (measurement === undefined) throw new Error(`${language} was not recorded`);
    return measurement;
  };

  for (const language of LANGUAGES) {
    describe(`in ${language}`, () => {
      it('has the pictures of the source, bit for bit', () => {
        const { picture } = of(language);
        expect(picture?.frames).to.be.greaterThan(1_000);
        expect(picture?.identical).to.equal(picture?.frames);
      });

      it('has no fault that the probe knows: pictures, flash and beep, timestamps', () => {
        expect(faultsOf(of(language))).to.deep.equal([]);
        expect(of(language).avOffset?.pairs.length).to.be.at.least(3);
      });

      it('lets the dub be heard in the places of sentences, and leaves no sentence unspoken', () => {
        const { sentences } = of(language);
        expect(sentences.filter(({ heard }) => heard === 'nothing')).to.deep.equal([]);
        // The last segments may be placed and not yet released when the recording ends.
        expect(sentences.filter(({ heard }) => heard === 'dub').length).to.be.at.least(SPOKEN - 3);
      });

      it('says the sentences of the script in their places', () => {
        const matches = matchSentences(asRun, language, live.manifest);
        expect(matches.length).to.be.at.least(SPOKEN - 3);
        const right = matches.filter(({ sentence, texts }) =>
          texts.some((text) => isTranslationOf(sentence, language, text)),
        );
        const wrong = matches
          .filter((match) => !right.includes(match))
          .map(({ sentence, texts }) => `${sentence.text} → ${texts.join(' / ')}`);
        expect(right.length, wrong.join('; ')).to.be.at.least(matches.length * 0.6);
      });

      it('keeps the bed and is never silent', () => {
        const { bed, sound } = of(language);
        expect(sound?.silence.longest.durationMs).to.be.below(100);
        expect(bed.pauses).to.be.greaterThan(20);
        expect(bed.differenceDb).to.be.within(-2, 2);
      });
    });
  }

  it('is played by a browser', async function () {
    const played = await playInBrowser(`${live.stack.media.url}/watch/${STREAM}`);
    if (played === undefined) {
      process.stdout.write('      skipped: chromium is not installed\n');
      return this.skip();
    }
    expect(played.currentTime).to.be.greaterThan(1);
    expect(played.width).to.equal(1280);
    expect(played.liveLine).to.match(/[a-z]/);
    return undefined;
  });

  it('is played as HLS with every audio and its captions', async () => {
    const { hlsUrl } = await live.stack.api.stream(STREAM);
    const url = new URL(hlsUrl, live.stack.media.url).href;
    const capture = await openInput(url, { seconds: 8, language: 'es', signal: new AbortController().signal });
    try {
      const report = await measure(capture, { reference: await openFile(programmeFile) });
      expect(faultsOf(report)).to.deep.equal([]);
      expect(report.hls?.audioLanguages).to.have.members(['en', 'es', 'ca']);
      expect(report.hls?.captionLanguages).to.have.members(['en', 'es', 'ca']);
      expect(report.durationMs).to.be.at.least(6_000);
    } finally {
      await capture.close();
    }
    const captions = await live.stack.api.text(`/hls/${STREAM}/captions-es/index.m3u8`);
    expect(captions).to.match(/\.vtt/);
  });

  it('is read in its own language: as it is said, and in its place on the air', async () => {
    const url = `${live.stack.media.url}/v1/streams/${STREAM}/captions`;
    const told = await listenToCaptions(
      url,
      (captions) => captions.some(({ name }) => name === 'partial') && captions.some(({ name }) => name === 'dub'),
    );
    const original = told.filter(({ name }) => name === 'final').map(({ text }) => text);
    expect(original.length).to.be.at.least(3);
    expect(new Set(told.flatMap(({ name, language }) => (name === 'dub' ? [] : [language])))).to.deep.equal(
      new Set(['en']),
    );
    const folder = `/hls/${STREAM}/captions-original`;
    const playlist = await live.stack.api.text(`${folder}/index.m3u8`);
    const names = [...playlist.matchAll(/^\S+\.vtt$/gm)].map(([name]) => name);
    const segments = await Promise.all(names.map((name) => live.stack.api.text(`${folder}/${name}`)));
    const onAir = segments.join('\n').replaceAll('\n', ' ');
    expect(
      original.some((text) => onAir.includes(text)),
      `${original.join(' | ')} in ${onAir}`,
    ).to.equal(true);
  });
});
