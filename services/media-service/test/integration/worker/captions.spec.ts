import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startWorkerProcess } from '../../../src/streams/worker-process.js';
import type { CaptionNews } from '../../../src/worker/messages.js';
import { generateTalk, temporaryFolder } from '../../support/generated-media.js';
import { startScriptedSts, type FragmentPlan, type ScriptedSts } from '../../support/scripted-sts.js';
import { specWith } from '../../support/specs.js';

const SAID = [
  ['good', 'good evening'],
  ['and', 'and now', 'and now the weather'],
];

/** The first fragment is dubbed, the second is recognised and then fails. */
const plan = (_fragment: unknown, index: number): FragmentPlan => {
  if (index === 0) return { kind: 'reply', partials: SAID[0]! };
  return index === 1 ? { kind: 'fail', partials: SAID[1]! } : { kind: 'reply', text: `fragment ${index}` };
};

describe('Captions of what is being said', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sts: ScriptedSts;
  let talk: string;

  before(async () => {
    folder = await temporaryFolder('captions');
    talk = join(folder.path, 'talk.mp4');
    await generateTalk(talk, 10);
  });
  beforeEach(async () => {
    sts = await startScriptedSts({ behaviour: { plan } });
  });
  afterEach(() => sts.close());
  after(() => folder.remove());

  async function dub(name: string): Promise<{ news: CaptionNews[]; shown: (language: string) => Promise<string> }> {
    const hls = { directory: join(folder.path, name), targetMs: 2000, windowMs: 600_000 };
    const source = { input: `file://${talk}`, live: false, fast: true, stsUrl: sts.url };
    const news: CaptionNews[] = [];
    const worker = startWorkerProcess(specWith({ ...source, hls }), (message) => {
      if (message.type === 'captions') news.push(...message.captions);
    });
    expect(await worker.closed).to.deep.equal({ kind: 'ended' });
    const shown = async (language: string): Promise<string> => {
      const directory = join(hls.directory, `captions-${language}`);
      const names = (await readdir(directory)).filter((file) => file.endsWith('.vtt'));
      const segments = await Promise.all(names.map((file) => readFile(join(directory, file), 'utf8')));
      return segments.join('\n');
    };
    return { news, shown };
  }

  it('are read in the original’s language even where the dub fails', async () => {
    const { news, shown } = await dub('growing');
    expect(sts.fragments.length).to.be.at.least(2);
    const original = await shown('original');
    expect(original).to.contain('good evening\n').and.to.contain('and now the weather\n');
    // Nothing of it is on the air before it is settled.
    expect(original).not.to.match(/^(good|and|and now)$/m);
    const translated = await shown('es');
    expect(translated).to.contain('good evening (es)').and.not.to.contain('weather');
    const told = (language: string, fragmentId: string) =>
      news
        .filter((caption) => caption.language === language && caption.fragmentId === fragmentId)
        .map(({ kind, text }) => `${kind} ${text}`);
    const [first, second] = sts.fragments.map(({ fragmentId }) => fragmentId);
    // Where several change before they are sent, the newest is.
    expect(told('en', first!).at(-1)).to.equal('final good evening');
    expect(told('en', second!).at(-1)).to.equal('final and now the weather');
    expect(told('es', first!)).to.deep.equal(['dub good evening (es)']);
    expect(told('es', second!)).to.deep.equal([]);
    const { startPtsNs, endPtsNs } = sts.fragments[1]!;
    const last = news.findLast(({ fragmentId }) => fragmentId === second);
    expect(last).to.include({ language: 'en', startPtsNs, endPtsNs });
  });

  it('are those of the answers with a server that tells no more', async () => {
    sts.behaviour = { plan, protocols: { min: '1.0', max: '1.0' } };
    const { news, shown } = await dub('older');
    const original = await shown('original');
    expect(original).to.contain('good evening\n').and.not.to.contain('weather');
    expect(news.filter(({ language }) => language === 'en').every(({ kind }) => kind === 'final')).to.equal(true);
  });
});
