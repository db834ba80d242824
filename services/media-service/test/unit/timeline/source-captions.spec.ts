import { expect } from 'chai';
import { SourceCaptions } from '../../../src/timeline/source-captions.js';
import { speechFragment } from '../../support/fragments.js';

const fragment = speechFragment(0, 1000, 4000);
const texts = ({ track }: SourceCaptions): string[] => track.all.map(({ text }) => text);

describe('SourceCaptions', () => {
  it('keep the newest words of a fragment in its place, and count what changed', () => {
    const captions = new SourceCaptions('en');
    const told = [
      { text: 'good', isFinal: false },
      { text: ' good evening ', isFinal: false },
      { text: 'good evening', isFinal: true },
    ].map((hearing) => captions.hear(fragment, hearing));
    expect(told.map((caption) => caption && [caption.kind, caption.text, caption.revision])).to.deep.equal([
      ['partial', 'good', 1],
      ['partial', 'good evening', 2],
      ['final', 'good evening', 3],
    ]);
    expect(told[0]).to.deep.include({
      fragmentId: 'f0',
      language: 'en',
      startPtsNs: fragment.startPtsNs,
      endPtsNs: fragment.endPtsNs,
    });
    expect(texts(captions)).to.deep.equal(['good evening']);
  });

  it('say nothing twice, and nothing behind the last word', () => {
    const captions = new SourceCaptions('en');
    captions.hear(fragment, { text: 'good', isFinal: false });
    expect(captions.hear(fragment, { text: 'good', isFinal: false })).to.equal(undefined);
    expect(captions.hear(fragment, { text: 'good evening', isFinal: true })).to.include({ revision: 2 });
    for (const isFinal of [true, false]) {
      expect(captions.hear(fragment, { text: 'something else', isFinal })).to.equal(undefined);
    }
    expect(texts(captions)).to.deep.equal(['good evening']);
  });

  it('leave the object of a caption as it is where its words do not change', () => {
    const captions = new SourceCaptions('en');
    captions.hear(fragment, { text: 'good evening', isFinal: false });
    const [before] = captions.track.all;
    captions.hear(fragment, { text: 'good evening', isFinal: true });
    expect(captions.track.all[0]).to.equal(before);
  });

  it('withdraw what was not said after all, and know nothing of silence', () => {
    const captions = new SourceCaptions('en');
    captions.hear(fragment, { text: 'uh', isFinal: false });
    expect(captions.hear(fragment, { text: '', isFinal: true })).to.include({ kind: 'final', text: '', revision: 2 });
    expect(texts(captions)).to.deep.equal(['']);
    const silent = speechFragment(1, 4000, 5000);
    for (const isFinal of [false, true]) expect(captions.hear(silent, { text: '', isFinal })).to.equal(undefined);
    expect(texts(captions)).to.deep.equal(['']);
  });

  it('stand in the order of their places, whatever the order in which they come', () => {
    const captions = new SourceCaptions('en');
    for (const index of [2, 0, 1]) {
      captions.hear(speechFragment(index, index * 1000, index * 1000 + 900), { text: `${index}`, isFinal: false });
    }
    captions.hear(speechFragment(0, 0, 900), { text: 'zero', isFinal: true });
    expect(texts(captions)).to.deep.equal(['zero', '1', '2']);
    captions.track.forget(1_900_000_000n);
    expect(texts(captions)).to.deep.equal(['2']);
  });
});
