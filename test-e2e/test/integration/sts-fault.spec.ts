import { join } from 'node:path';
import { expect } from 'chai';
import type { Measurement } from '../../src/probe/programme/recording.js';
import { Recording } from '../../src/stack/record.js';
import { faultsOf } from '../support/faults.js';
import { LiveTest, programmeFile } from '../support/live.js';
import { measureApart } from '../support/measure-apart.js';

const STREAM = 'fault';

/** The story of a stream that is on air before sts-service is there. */
async function startsLate(): Promise<void> {
  const live = await LiveTest.start({ withSts: false, media: { MEDIA_TARGET_LANGUAGES: 'es' } });
  try {
    await live.publish(STREAM);
    await live.untilOnAir(STREAM);
    const recording = new Recording(live.stack.flvUrl(STREAM, 'es'), join(live.dir, 'es.flv'));
    await live.until(STREAM, 'two fallbacks', 60_000, ({ languages }) => (languages[0]?.fallbacks ?? 0) >= 2);
    await live.stack.sts.start(new AbortController().signal);
    const { sts } = await live.until(
      STREAM,
      'two spoken segments',
      90_000,
      ({ languages }) => (languages[0]?.spoken ?? 0) >= 2,
    );
    expect(sts.state).to.equal('connected');
    const file = join(live.dir, 'es.ts');
    await recording.finish(file);
    const { sound, sentences } = await measureApart(file, programmeFile, live.manifest);
    expect(sound?.silence.longest.durationMs).to.be.below(100);
    expect(sentences[0]?.heard).to.equal('original');
  } finally {
    await live.close();
  }
}

describe('sts-service', function () {
  this.timeout(240_000);
  /** Both take their time on air, so one is begun beside the other. */
  let late: Promise<void>;

  before(() => {
    late = startsLate();
    // Who is asked later must not count as unhandled until then.
    late.catch(() => undefined);
  });

  describe('that dies in mid-stream and comes back', () => {
    let live: LiveTest;
    let measurement: Measurement;
    let stateWhileDown: string;

    before(async () => {
      live = await LiveTest.start({ media: { MEDIA_TARGET_LANGUAGES: 'es' } });
      await live.publish(STREAM);
      await live.untilOnAir(STREAM);
      const recording = new Recording(live.stack.flvUrl(STREAM, 'es'), join(live.dir, 'es.flv'));
      await live.until(STREAM, 'three spoken segments', 60_000, ({ languages }) => (languages[0]?.spoken ?? 0) >= 3);
      await live.stack.sts.kill();
      const before = await live.stack.api.stream(STREAM);
      const fallbacks = before.languages[0]?.fallbacks ?? 0;
      const down = await live.until(
        STREAM,
        'three segments to fall back',
        60_000,
        ({ languages }) => (languages[0]?.fallbacks ?? 0) >= fallbacks + 3,
      );
      stateWhileDown = down.sts.state;
      await live.stack.sts.start(new AbortController().signal);
      const spoken = down.languages[0]?.spoken ?? 0;
      await live.until(
        STREAM,
        'three more spoken segments',
        90_000,
        ({ languages }) => (languages[0]?.spoken ?? 0) >= spoken + 3,
      );
      const file = join(live.dir, 'es.ts');
      await recording.finish(file);
      expect(recording.interruption).to.equal(undefined);
      measurement = await measureApart(file, programmeFile, live.manifest);
    });

    after(async () => live?.close());

    it('says so in the status', () => {
      expect(stateWhileDown).to.be.oneOf(['connecting', 'open-breaker']);
    });

    it('is never silent', () => {
      expect(measurement.sound?.silence.longest.durationMs).to.be.below(100);
      expect(measurement.sentences.filter(({ heard }) => heard === 'nothing')).to.deep.equal([]);
    });

    it('lets the original be heard while it is down, and dubs again after', () => {
      const heard = measurement.sentences.map((sentence) => sentence.heard).join(' ');
      expect(heard).to.match(/dub .*original original.* dub/);
    });

    it('loses no picture, and keeps it in time with the sound', () => {
      expect(faultsOf(measurement)).to.deep.equal([]);
      expect(measurement.picture?.identical).to.equal(measurement.picture?.frames);
    });
  });

  describe('that is not there at the start', () => {
    it('puts the original on air, and dubs as soon as it is there', () => late);
  });
});
