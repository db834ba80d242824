import { expect } from 'chai';
import { allCases } from '../../../src/conformance/cases/all.js';
import { withOwnServer } from '../../../src/conformance/own-server.js';
import { requireServer, runCases } from '../../../src/conformance/run.js';
import { loadClips } from '../../../src/conformance/sound.js';

/** So that what must be filled or waited for does not take long. */
const settings = { STS_RESUME_WINDOW_MS: '2500', STS_MAX_IN_FLIGHT: '4' };

/** Cases that need something of the engines, which may be too slow or too quick for them on the machine at hand. */
const mayBeSkipped =
  /^(answers\/(speech|languages-in-order)|limits\/in-flight|partials\/|pressure\/|resume\/(done-meanwhile|end-and-leave))/;

describe('sts-service', function () {
  this.timeout(300_000);

  it('keeps every promise of the protocol', async () => {
    const { signal } = new AbortController();
    const clips = await loadClips(undefined);
    const reports = await withOwnServer(
      signal,
      async (url) => {
        const subject = { url, sourceLanguage: 'en', targetLanguages: ['es', 'ca'], clips };
        await requireServer(subject, signal);
        return runCases({ subject, cases: allCases, signal, onReport: () => {} });
      },
      settings,
    );
    const broken = reports.filter(
      ({ outcome, name }) => outcome === 'failed' || (outcome === 'skipped' && !mayBeSkipped.test(name)),
    );
    expect(broken).to.deep.equal([]);
  });
});
