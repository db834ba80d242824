import { DubbingError, overlaps } from '@dubbing/common';
import { expect } from 'chai';
import type { FragmentRun, LanguageRun } from '../../../src/media/as-run.js';
import type { Placement } from '../../../src/media/schedule.js';
import { ProgrammeTimeline, type ProgrammeTimelineOptions } from '../../../src/timeline/programme-timeline.js';
import { replyTo, speechFragment, spokenDub } from '../../support/fragments.js';
import { integerBetween, seededRandom } from '../../support/random.js';

const MS = 1_000_000n;
const ms = (value: number): bigint => BigInt(value) * MS;

function build(options: Partial<ProgrammeTimelineOptions> = {}) {
  const runs: FragmentRun[] = [];
  const asRun: (LanguageRun & { fragmentId: string })[] = [];
  const onAsRun = (run: FragmentRun): void => {
    runs.push(run);
    asRun.push(...run.languages.map((language) => ({ ...language, fragmentId: run.fragmentId })));
  };
  const timeline = new ProgrammeTimeline({ sourceLanguage: 'en', languages: ['es'], onAsRun, ...options });
  return { timeline, es: timeline.language('es'), runs, asRun };
}

const placed = ({ placements }: { placements: readonly Placement[] }): number[][] =>
  placements.map(({ startPtsNs, endPtsNs }) => [Number(startPtsNs / MS), Number(endPtsNs / MS)]);

describe('ProgrammeTimeline', () => {
  describe('aligned', () => {
    it('places a dub where the original is, and tells so', () => {
      const { timeline, es, asRun } = build();
      const fragment = speechFragment(0, 1000, 4000);
      timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 2500, 'buenas tardes')]));
      expect(placed(es.claim(0n, ms(500)))).to.deep.equal([[1000, 3500]]);
      expect(es.captions.between(ms(3900), ms(3950)).map(({ text }) => text)).to.deep.equal(['buenas tardes']);
      expect(es.captions.between(ms(4000), ms(4100))).to.deep.equal([]);
      expect(asRun).to.have.lengthOf(1);
      expect(asRun[0]).to.include({ language: 'es', outcome: 'spoken', lagMs: 0, text: 'buenas tardes' });
    });

    it('lets a dub that follows a long one start late, within bounds', () => {
      const { timeline, es, asRun } = build();
      const fragments = [speechFragment(0, 0, 3000), speechFragment(1, 3000, 6000), speechFragment(2, 6000, 9000)];
      const lengths = [3500, 4500, 3000];
      fragments.forEach((fragment, i) => timeline.reply(fragment, replyTo(fragment, [spokenDub('es', lengths[i]!)])));
      expect(placed(es.claim(0n, ms(3000)))[1]).to.deep.equal([3560, 8060]);
      expect(asRun.map(({ outcome }) => outcome)).to.deep.equal(['spoken', 'spoken', 'skipped']);
      expect(es.stats()).to.include({ spoken: 2, skipped: 1, fallbacks: 1, dubLagMsP50: 0, dubLagMsP99: 560 });
    });

    it('tells how far the dubs reach beyond a time', () => {
      const { timeline } = build({ languages: ['es', 'ca'] });
      const fragment = speechFragment(0, 0, 3000);
      timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 3100), spokenDub('ca', 3500)]));
      expect(timeline.overrunMs(ms(3000))).to.equal(500);
      expect(timeline.overrunMs(ms(4000))).to.equal(0);
      timeline.language('es').claim(ms(3200), ms(3400));
      timeline.language('ca').claim(ms(3200), ms(3400));
      expect(timeline.overrunMs(ms(3000))).to.equal(100);
    });

    it('counts a dub as late whose start is claimed already', () => {
      const { timeline, es } = build();
      const fragment = speechFragment(0, 1000, 4000);
      es.claim(0n, ms(1001));
      timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 2000)]));
      const view = es.claim(ms(900), ms(1100));
      expect(view.placements).to.deep.equal([]);
      expect(view.fallbacks).to.deep.equal([{ startPtsNs: ms(1000), endPtsNs: ms(4000) }]);
      expect(es.stats()).to.include({ late: 1, fallbacks: 1, spoken: 0, onAir: false });
      expect(es.captions.all).to.deep.equal([]);
    });

    it('gives each fragment one fate, the first', () => {
      const { timeline, es } = build();
      const [spoken, missed] = [speechFragment(0, 0, 2000), speechFragment(1, 2000, 4000)];
      timeline.reply(spoken, replyTo(spoken, [spokenDub('es', 1000)]));
      timeline.reply(spoken, replyTo(spoken, [spokenDub('es', 1000)]));
      timeline.fallback(spoken, 'late');
      timeline.fallback(missed, 'breaker-open');
      timeline.reply(missed, replyTo(missed, [spokenDub('es', 1000)]));
      expect(es.stats()).to.include({ spoken: 1, fallbacks: 1, duplicates: 3 });
      expect(es.claim(0n, ms(100)).placements).to.have.lengthOf(1);
    });

    it('is on air once dubbed speech was released', () => {
      const { timeline, es } = build();
      const fragment = speechFragment(0, 1000, 3000);
      timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 1000)]));
      es.claim(ms(900), ms(1100));
      expect(es.stats().onAir).to.equal(false);
      es.claim(ms(1050), ms(1250));
      expect(es.stats().onAir).to.equal(true);
    });
  });

  it('tells what is said as soon as it is known: the original as it grows, and each translation once', () => {
    const told: string[] = [];
    const { timeline } = build({
      languages: ['es', 'ca'],
      onCaption: ({ kind, language, text, startPtsNs, endPtsNs }) =>
        told.push(`${kind} ${language} ${startPtsNs / MS}-${endPtsNs / MS} ${text}`),
    });
    const [fragment, missed] = [speechFragment(0, 1000, 4000), speechFragment(1, 4000, 6000)];
    timeline.hear(fragment, { text: 'good', isFinal: false });
    timeline.hear(fragment, { text: 'good evening', isFinal: true });
    const failed = { ...spokenDub('ca', 100, 'bona tarda'), status: 'failed' as const };
    const reply = replyTo(fragment, [spokenDub('es', 2500, 'buenas tardes'), failed]);
    timeline.reply(fragment, reply);
    timeline.reply(fragment, reply);
    timeline.hear(missed, { text: 'and welcome', isFinal: false });
    timeline.fallback(missed, 'late');
    expect(told).to.deep.equal([
      'partial en 1000-4000 good',
      'final en 1000-4000 good evening',
      'dub es 1000-3500 buenas tardes',
      'dub ca 1000-4000 bona tarda',
      'partial en 4000-6000 and welcome',
    ]);
    expect(timeline.originalCaptions.all.map(({ text }) => text)).to.deep.equal(['good evening', 'and welcome']);
  });

  it('tells apart what was empty, what failed, and what is missing', () => {
    const { timeline, es, asRun } = build({ languages: ['es', 'ca'] });
    const fragments = [0, 1, 2, 3].map((i) => speechFragment(i, i * 2000, i * 2000 + 1500));
    const failed = { ...spokenDub('es', 100, 'texto'), status: 'failed' as const };
    delete failed.audio;
    timeline.reply(fragments[0]!, replyTo(fragments[0]!, [], { status: 'empty' }));
    timeline.reply(fragments[1]!, replyTo(fragments[1]!, [failed, spokenDub('ca', 500)]));
    timeline.reply(fragments[2]!, replyTo(fragments[2]!, [spokenDub('ca', 500)]));
    const error = { code: 'ENGINE_CRASHED', message: 'the engine crashed', retryable: true };
    timeline.reply(fragments[3]!, replyTo(fragments[3]!, [], { status: 'failed', error }));
    expect(es.stats()).to.include({ empty: 1, failed: 3, fallbacks: 3, spoken: 0 });
    expect(timeline.language('ca').stats()).to.include({ empty: 1, spoken: 2, failed: 1 });
    expect(es.captions.all.map(({ text }) => text)).to.deep.equal(['texto']);
    expect(asRun).to.have.lengthOf(8);
    expect(asRun.at(-1)).to.include({ outcome: 'failed', reason: 'ENGINE_CRASHED', detail: 'the engine crashed' });
  });

  it('counts as late what the engines could not finish in time', () => {
    const { timeline, es, asRun } = build();
    const fragment = speechFragment(0, 0, 2000);
    const error = { code: 'DEADLINE_EXCEEDED', message: 'too slow', retryable: true };
    const dub = { ...spokenDub('es', 100, 'texto'), status: 'failed' as const, error };
    delete dub.audio;
    timeline.reply(fragment, replyTo(fragment, [dub]));
    expect(es.stats()).to.include({ late: 1, failed: 0 });
    expect(es.captions.all).to.have.lengthOf(1);
    expect(asRun[0]).to.include({ outcome: 'late', reason: 'DEADLINE_EXCEEDED' });
  });

  it('tells once of each fragment, in all languages, with what is known of it', () => {
    const { timeline, runs } = build({ languages: ['es', 'ca'] });
    const [fragment, lost] = [speechFragment(0, 1000, 3000), speechFragment(1, 3000, 5000)];
    const reply = replyTo(fragment, [spokenDub('es', 1500), spokenDub('ca', 1600)], {
      transcript: { language: 'en', text: 'good evening', confidence: 0.8 },
      timings: { queuedMs: 1, asrMs: 200, totalMs: 400 },
    });
    timeline.reply(fragment, reply, { replyMs: 450, asrEngine: 'ear' });
    timeline.reply(fragment, reply, { replyMs: 900 });
    timeline.fallback(fragment, 'late');
    timeline.fallback(lost, 'unavailable', new DubbingError('STS_UNAVAILABLE', 'nobody there'));
    expect(runs).to.have.lengthOf(2);
    const [heard, missed] = runs;
    expect(heard).to.deep.include({
      fragmentId: 'f0',
      sequence: 0,
      startPtsNs: ms(1000),
      endPtsNs: ms(3000),
      transcript: 'good evening',
      confidence: 0.8,
      engines: { asr: 'ear' },
      replyMs: 450,
      timings: { queuedMs: 1, asrMs: 200, totalMs: 400 },
    });
    expect(heard?.languages.map(({ language, outcome }) => [language, outcome])).to.deep.equal([
      ['es', 'spoken'],
      ['ca', 'spoken'],
    ]);
    expect(heard?.languages[1]).to.deep.include({
      placedStartPtsNs: ms(1000),
      placedEndPtsNs: ms(2600),
      engines: { translation: 'scripted', tts: 'scripted' },
      timings: { translationMs: 0, ttsMs: 0, fitMs: 0 },
    });
    for (const run of missed?.languages ?? []) {
      expect(run).to.include({ outcome: 'fallback', reason: 'STS_UNAVAILABLE', detail: 'nobody there' });
    }
  });

  it('hears the original where a dub cannot be placed, and says why', () => {
    const { timeline, es, asRun } = build();
    const fragments = [0, 1, 2].map((i) => speechFragment(i, i * 5000, i * 5000 + 2000));
    const odd = spokenDub('es', 1000);
    const replies = [{ ...odd, audio: odd.audio!.subarray(1) }, { ...odd, speedFactor: 2 }, spokenDub('es', 7000)];
    fragments.forEach((fragment, i) => timeline.reply(fragment, replyTo(fragment, [replies[i]!])));
    expect(asRun.map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([
      ['failed', 'DUB_AUDIO_INVALID'],
      ['skipped', 'too-fast'],
      ['skipped', 'too-long'],
    ]);
    const view = es.claim(0n, ms(20_000));
    expect(view.placements).to.deep.equal([]);
    expect(view.fallbacks).to.have.lengthOf(3);
  });

  it('borrows a pause that was seen after the fragment', () => {
    const { timeline, asRun } = build({ quietUntil: (ptsNs) => ptsNs + ms(4000) });
    const fragment = speechFragment(0, 0, 2000);
    timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 7000)]));
    expect(asRun[0]).to.include({ outcome: 'spoken' });
  });

  it('does not know a language that the stream does not have', () => {
    expect(() => build().timeline.language('fr')).to.throw(DubbingError, '"fr"');
  });

  describe('interpreter', () => {
    it('speaks as soon as it can, behind the original', () => {
      const { timeline, es } = build({ mode: 'interpreter' });
      const fragment = speechFragment(0, 0, 3000);
      es.claim(ms(4000), ms(4200));
      timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 2000)]));
      expect(placed(es.claim(ms(4050), ms(4250)))).to.deep.equal([[4200, 6200]]);
      expect(es.stats()).to.include({ dubLagMsP50: 4200 });
    });

    it('skips rather than trail ever further behind', () => {
      const { timeline, es } = build({ mode: 'interpreter', maxLagMs: 4000 });
      for (let i = 0; i < 40; i++) {
        const fragment = speechFragment(i, i * 3000, (i + 1) * 3000);
        es.claim(fragment.endPtsNs, fragment.endPtsNs + ms(200));
        timeline.reply(fragment, replyTo(fragment, [spokenDub('es', 4000)]));
      }
      const { spoken, skipped, dubLagMsP99 } = es.stats();
      expect(spoken).to.be.at.least(20);
      expect(skipped).to.be.above(5);
      expect(dubLagMsP99).to.be.at.most(4000);
    });
  });

  for (const mode of ['aligned', 'interpreter'] as const) {
    it(`keeps its promises on random traffic (${mode})`, () => {
      for (let seed = 1; seed <= 60; seed++) {
        const random = seededRandom(seed);
        const { timeline, es, asRun } = build({ mode, languages: ['es'] });
        const seen = new Map<string, Placement>();
        let claimed = 0;
        let committed = 0;
        const faults: string[] = [];
        let start = 0;
        const settled = new Set<string>();
        for (let i = 0; i < 60; i++) {
          const end = start + integerBetween(random, 400, 5000);
          const fragment = speechFragment(i, start, end);
          const count = integerBetween(random, 1, 2);
          for (let again = 0; again < count; again++) {
            const length = integerBetween(random, 100, 6000);
            if (random() < 0.15) timeline.fallback(fragment, 'late');
            else timeline.reply(fragment, replyTo(fragment, [spokenDub('es', length)]));
          }
          settled.add(fragment.fragmentId);
          start = end + (random() < 0.5 ? 0 : integerBetween(random, 0, 2000));
          const from = claimed;
          claimed = Math.max(claimed, start - integerBetween(random, -500, 6000));
          const { placements } = es.claim(ms(from), ms(claimed + 200));
          placements.forEach((placement, index) => {
            const known = seen.get(placement.fragmentId);
            if (index > 0 && overlaps(placements[index - 1]!, placement)) faults.push('two dubs at once');
            if (known !== undefined && placement !== known) faults.push('a placement was revised');
            if (known === undefined && placement.startPtsNs < ms(committed)) faults.push('placed before the claim');
            seen.set(placement.fragmentId, placement);
          });
          committed = claimed + 200;
        }
        expect(faults, `seed ${seed}`).to.deep.equal([]);
        const { spoken, empty, fallbacks } = es.stats();
        expect(spoken + empty + fallbacks).to.equal(settled.size);
        expect(new Set(asRun.map(({ fragmentId }) => fragmentId)).size).to.equal(asRun.length);
        expect(seen.size).to.be.at.most(spoken);
      }
    });
  }
});
