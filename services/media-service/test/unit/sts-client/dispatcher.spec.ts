import { silentLogger } from '@dubbing/common';
import type { FragmentPartial } from '@dubbing/contracts';
import { expect } from 'chai';
import { Dispatcher } from '../../../src/sts-client/dispatcher.js';
import type { StsClientOptions } from '../../../src/sts-client/options.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { VirtualSts, lightFragment, type VirtualStsOptions } from '../../support/virtual-sts.js';

const HOUR_MS = 3_600_000;

function build(sts: Partial<VirtualStsOptions> = {}, options: Partial<StsClientOptions> = {}) {
  const clock = new VirtualClock();
  const ends: [string, string][] = [];
  const dispatcher = new Dispatcher(
    {
      url: '',
      streamId: 'virtual',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      logger: silentLogger,
      clock,
      // As with a delay of 8 s, live.
      remainingMs: (ptsNs) => Number(ptsNs / 1_000_000n) + 8000 - clock.nowMs(),
      onReply: ({ fragmentId }) => ends.push([fragmentId, 'reply']),
      onFallback: ({ fragmentId }, reason) => ends.push([fragmentId, reason]),
      onFatal: (error) => ends.push(['', error.message]),
      ...options,
    },
    () => undefined,
  );
  const server = new VirtualSts({
    clock,
    random: seededRandom(1),
    languages: ['es'],
    naturalMs: (sourceMs) => sourceMs,
    fits: true,
    replyMs: [500, 500],
    faultsPercent: 0,
    ...sts,
  });
  server.open(dispatcher, false);
  let sequence = 0;
  /** Speech without a pause, in fragments of 3 s, until then. */
  const speakUntil = (untilMs: number): void => {
    while (clock.nowMs() + 3000 <= untilMs) {
      const startMs = clock.nowMs();
      clock.passUntil(startMs + 3000);
      dispatcher.submit(lightFragment(sequence++, startMs, startMs + 3000, 0));
    }
  };
  return { clock, dispatcher, server, ends, speakUntil };
}

const reasons = (ends: [string, string][]): Set<string> => new Set(ends.map(([, reason]) => reason));

describe('Dispatcher', () => {
  it('holds little and asks seldom while a server takes fragments and answers none, for an hour', () => {
    const { clock, dispatcher, server, ends, speakUntil } = build({ hangs: true });
    let most = 0;
    for (let minute = 1; minute <= 60; minute++) {
      speakUntil((minute * HOUR_MS) / 60);
      most = Math.max(most, clock.pending);
    }
    clock.passUntil(HOUR_MS + 60_000);
    expect(dispatcher.isIdle).to.equal(true);
    expect(ends).to.have.lengthOf(1200);
    expect(new Set(ends.map(([id]) => id)).size).to.equal(1200);
    expect([...reasons(ends)]).to.have.members(['late', 'breaker-open']);
    // One probe each time that the breaker lets one through, and the few before it opened.
    expect(server.received.length).to.be.within(100, 500);
    expect(most).to.be.below(20);
    expect(clock.pending).to.equal(0);
  });

  it('is back as soon as a hung server answers again', () => {
    const { server, ends, speakUntil } = build({ hangs: true });
    speakUntil(600_000);
    server.recover();
    speakUntil(640_000);
    expect(ends.slice(-5).map(([, reason]) => reason)).to.deep.equal(['reply', 'reply', 'reply', 'reply', 'reply']);
  });

  it('is not locked out by replies that a server lost now and then', () => {
    const { ends, speakUntil } = build({ loses: (sequence) => sequence % 100 === 50 });
    speakUntil(HOUR_MS);
    expect(ends.filter(([, reason]) => reason === 'late')).to.have.lengthOf(12);
    expect([...reasons(ends)]).to.have.members(['reply', 'late']);
  });

  it('recovers from one lost reply where no more than one may be under way', () => {
    const { ends, speakUntil } = build({ loses: (sequence) => sequence === 3 }, { maxInFlight: 1 });
    speakUntil(120_000);
    expect(ends.slice(-20).map(([, reason]) => reason)).to.deep.equal(Array.from({ length: 20 }, () => 'reply'));
  });

  it('opens and closes its breaker by the programme’s time, however fast that goes', () => {
    const { dispatcher, server, clock, ends } = build(
      { hangs: false, replyMs: [0, 0] },
      { remainingMs: () => Infinity },
    );
    server.failing = true;
    for (let i = 0; i < 10; i++) {
      // A file that goes a hundred times faster than its pace.
      clock.passUntil(clock.nowMs() + 30);
      dispatcher.submit(lightFragment(i, i * 3000, (i + 1) * 3000, 0));
      clock.passUntil(clock.nowMs() + 1);
    }
    // Three in a row open it; then every other one is a probe.
    const told = ends.map(([, reason]) => (reason === 'failed' ? 'x' : reason));
    expect(told.join(' ')).to.equal('x x x breaker-open x breaker-open x breaker-open x breaker-open');
  });

  describe('with transcripts that grow', () => {
    function listen(sts: Partial<VirtualStsOptions> = {}) {
      const heard: string[] = [];
      const onTranscript: StsClientOptions['onTranscript'] = ({ fragmentId }, { text, isFinal }) =>
        void heard.push(`${fragmentId} ${text}${isFinal ? '.' : ''}`);
      const all = build({ hangs: true, ...sts }, { onTranscript });
      const say = (sequence: number, revision: number, text: string, more: Partial<FragmentPartial> = {}): void =>
        all.dispatcher.transcribed({
          fragmentId: `f${sequence}`,
          sequence,
          revision,
          isFinal: false,
          transcript: { language: 'en', text },
          ...more,
        });
      return { ...all, heard, say };
    }

    it('takes of each fragment what is newer, up to the final one', () => {
      const { dispatcher, heard, say, speakUntil } = listen();
      speakUntil(6000);
      say(0, 1, 'good');
      say(1, 7, 'and');
      say(0, 1, 'gold');
      say(0, 3, 'good evening');
      say(0, 2, 'good even');
      say(0, 4, 'good evening', { isFinal: true });
      say(0, 5, 'good evening to');
      expect(heard).to.deep.equal(['f0 good', 'f1 and', 'f0 good evening', 'f0 good evening.']);
      expect(dispatcher.counters.snapshot()).to.include({ partials: 4, partialsIgnored: 3 });
    });

    it('leaves out those of fragments that are not known, not sent, given up or answered', () => {
      const { clock, dispatcher, server, ends, heard, say, speakUntil } = listen();
      say(0, 1, 'before it was asked for');
      speakUntil(3000);
      say(0, 1, 'under another number', { sequence: 4 });
      say(9, 1, 'of nobody');
      clock.passUntil(8000);
      expect(ends).to.deep.equal([['f0', 'late']]);
      say(0, 2, 'given up');
      server.recover();
      speakUntil(11_000);
      clock.passUntil(11_600);
      expect(ends.at(-1)).to.deep.equal(['f1', 'reply']);
      say(1, 1, 'answered');
      expect(heard).to.deep.equal([]);
      expect(dispatcher.counters.snapshot()).to.include({ partials: 0, partialsIgnored: 5 });
    });

    it('lets a fragment grow anew where a server that was started again hears it anew', () => {
      const { clock, server, heard, say, speakUntil } = listen({ hangs: false, replyMs: [60_000, 60_000] });
      speakUntil(3000);
      say(0, 5, 'good evening');
      server.breakOff(100, true);
      clock.passUntil(3200);
      say(0, 1, 'the same session says nothing twice');
      server.breakOff(100, false);
      say(0, 6, 'meanwhile it is under way with nobody', { sequence: 6 });
      clock.passUntil(3400);
      say(0, 1, 'good');
      expect(heard).to.deep.equal(['f0 good evening', 'f0 good']);
    });

    it('hears with each answer what was said, in time or not, dubbed or not', () => {
      const { clock, dispatcher, heard, ends, speakUntil } = listen();
      const place = (sequence: number) => ({
        fragmentId: `f${sequence}`,
        sequence,
        startPtsNs: `${sequence * 3_000_000_000}`,
        endPtsNs: `${(sequence + 1) * 3_000_000_000}`,
        dubs: [],
        timings: { queuedMs: 0, asrMs: 0, totalMs: 0 },
      });
      const error = { code: 'ENGINE_CRASHED', message: 'the engine crashed', retryable: true };
      const transcript = (text: string) => ({ transcript: { language: 'en', text } });
      speakUntil(12_000);
      expect(ends).to.deep.equal([
        ['f0', 'late'],
        ['f1', 'late'],
      ]);
      dispatcher.replied({ ...place(0), status: 'ok', ...transcript('too late') });
      dispatcher.replied({ ...place(1), startPtsNs: '7', status: 'ok', ...transcript('from elsewhere') });
      dispatcher.replied({ ...place(2), status: 'failed', error, ...transcript('not dubbed') });
      dispatcher.replied({ ...place(3), status: 'empty' });
      expect(heard).to.deep.equal(['f0 too late.', 'f2 not dubbed.', 'f3 .']);
      expect(ends.slice(2)).to.deep.equal([
        ['f2', 'failed'],
        ['f3', 'reply'],
      ]);
      clock.passUntil(60_000);
    });
  });

  it('speaks nothing twice over broken connections and servers that were started again', () => {
    const { server, clock, ends, dispatcher } = build({ replyMs: [100, 2500] });
    for (let i = 0; i < 200; i++) {
      dispatcher.submit(lightFragment(i, clock.nowMs() - 1000, clock.nowMs(), 0));
      clock.passUntil(clock.nowMs() + 700);
      if (i % 7 === 3) server.breakOff(300, i % 2 === 0);
    }
    clock.passUntil(clock.nowMs() + 60_000);
    expect(dispatcher.isIdle).to.equal(true);
    expect(new Set(ends.map(([id]) => id)).size).to.equal(200);
    expect(ends).to.have.lengthOf(200);
    expect(ends.filter(([, reason]) => reason === 'reply').length).to.be.above(100);
  });
});
