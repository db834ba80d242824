import { expect } from 'chai';
import { allCases } from '../../../src/conformance/cases/all.js';
import { runCases } from '../../../src/conformance/run.js';
import { noise } from '../../../src/conformance/sound.js';
import { IndependentServer } from '../../../src/independent/server/server.js';

/** Hearing takes so long that a connection can be broken, and places filled, before it is done. */
const settings = { resumeWindowMs: 1500, hearingMs: 250 };
const subject = { sourceLanguage: 'en', targetLanguages: ['es', 'ca'], clips: { speech: noise(1500) } };

describe('a server made from the document alone', function () {
  this.timeout(60_000);

  it('keeps every promise that the conformance suite tries', async () => {
    const server = await IndependentServer.start(settings);
    try {
      const groups = [...new Set(allCases.map(groupOf))];
      const { signal } = new AbortController();
      const reports = await Promise.all(
        groups.map((group) =>
          runCases({
            subject: { ...subject, url: server.url },
            cases: allCases.filter((each) => groupOf(each) === group),
            signal,
            onReport: () => {},
          }),
        ),
      );
      const notKept = reports.flat().filter(({ outcome }) => outcome !== 'passed');
      expect(notKept.map(({ name, outcome, reason }) => `${name} ${outcome}: ${reason}`)).to.deep.equal([]);
      expect(reports.flat()).to.have.lengthOf(allCases.length);
    } finally {
      await server.close();
    }
  });
});

function groupOf({ name }: { readonly name: string }): string {
  return name.slice(0, name.indexOf('/'));
}
