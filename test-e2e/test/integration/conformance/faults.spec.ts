import { expect } from 'chai';
import type { CaseReport } from '../../../src/conformance/case.js';
import { allCases } from '../../../src/conformance/cases/all.js';
import { runCases } from '../../../src/conformance/run.js';
import { noise } from '../../../src/conformance/sound.js';
import { faults, type Fault } from '../../support/small-sts/fault.js';
import { startSmallSts } from '../../support/small-sts/server.js';

/** The case that must name each fault, and the section of the rule that it breaks. */
const namedBy: Readonly<Record<Fault, readonly [name: string, section: string]>> = {
  'no-ack': ['order/ack-at-once', '8.2'],
  'ack-breaks-contract': ['order/ack-at-once', '7'],
  'answers-as-they-are-done': ['order/as-the-fragments', '8.2'],
  'answers-twice': ['answers/silence-and-noise', '8.2'],
  'answers-late': ['answers/by-the-deadline', '6'],
  'renames-times': ['answers/times', '6'],
  'dub-too-short': ['answers/speech', '5'],
  'dubs-reversed': ['answers/languages-in-order', '7.6'],
  'works-twice': ['resend/in-flight', '8.2'],
  'forgets-answers': ['resend/answered', '8.2'],
  'refuses-gaps': ['order/gaps', '8.2'],
  'takes-any-length': ['limits/pcm-length', '5'],
  'takes-any-number': ['resend/another-id', '8.2'],
  'says-hard-early': ['pressure/levels', '8.3'],
  'ignores-pause': ['pause/refuses-and-resumes', '8.4'],
  'forgets-pause': ['pause/outlives-the-connection', '8.4'],
  'completes-early': ['end/answers-first', '10.1'],
  'counts-wrong': ['end/nothing-to-answer', '7.10'],
  'goes-on-when-over': ['end/over-is-over', '10.1'],
  'forgets-sessions': ['resume/goes-on', '9'],
  'wrong-last-sequence': ['resume/goes-on', '9'],
  'resumes-anything': ['resume/mismatch', '9'],
  'loses-answers': ['resume/done-meanwhile', '8.2'],
  'closes-on-wrong-messages': ['malformed/no-objects', '3.5'],
  'wrong-messages-count': ['malformed/changes-nothing', '8.2'],
  'silent-on-unknown-events': ['forward/unknown-event', '3.4'],
  'refuses-unknown-fields': ['forward/unknown-fields', '4.1'],
  'no-ranges': ['refusal/tells-both-ranges', '4.2'],
  'swapped-ranges': ['refusal/tells-both-ranges', '4.2'],
  'range-last': ['refusal/range-before-the-rest', '4.2'],
  'oldest-version': ['handshake/version-in-both-ranges', '4.2'],
  'grants-everything': ['forward/features-as-asked', '4.3'],
  'partials-for-all': ['partials/only-where-agreed', '4.3'],
  'partial-after-answer': ['partials/in-their-place', '11'],
  'revision-falls': ['partials/in-their-place', '11'],
  'final-differs': ['partials/in-their-place', '11'],
  'repeats-partials': ['partials/after-a-resume', '11'],
};

/** Noise is speech to the small server. */
const clips = { speech: noise(900) };

describe('the conformance suite', function () {
  this.timeout(120_000);

  async function held(only: (name: string) => boolean, fault?: Fault): Promise<CaseReport[]> {
    const server = await startSmallSts(fault);
    try {
      const subject = { url: server.url, sourceLanguage: 'en', targetLanguages: ['es', 'ca'], clips, waitMs: 2500 };
      const cases = allCases.filter(({ name }) => only(name));
      const { signal } = new AbortController();
      return await runCases({ subject, cases, signal, onReport: () => {} });
    } finally {
      await server.close();
    }
  }

  it('finds nothing in a server that keeps every promise, and skips only what it has not', async () => {
    const reports = await held(() => true);
    const failed = reports
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ name, reason }) => `${name}: ${reason}`);
    expect(failed).to.deep.equal([]);
    for (const { name, outcome, reason } of reports) {
      expect(outcome, `${name}: ${reason}`).to.equal(name.startsWith('one-shot/') ? 'skipped' : 'passed');
    }
  });

  describe('beside a server with one fault', () => {
    const reports = new Map<Fault, CaseReport | undefined>();
    before(async () => {
      // Most of their time goes into waiting for what does not come.
      await Promise.all(
        faults.map(async (fault) => {
          const [report] = await held((name) => name === namedBy[fault][0], fault);
          reports.set(fault, report);
        }),
      );
    });

    for (const fault of faults) {
      it(`names it: ${fault.replaceAll('-', ' ')}`, () => {
        const [name, section] = namedBy[fault];
        const report = reports.get(fault);
        expect(report?.name).to.equal(name);
        expect(report?.outcome, report?.reason).to.equal('failed');
        expect(report?.brokenSection ?? report?.section, report?.reason).to.equal(section);
      });
    }
  });
});
