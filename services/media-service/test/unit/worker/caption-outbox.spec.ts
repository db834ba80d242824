import { Deferred } from '@dubbing/common';
import { expect } from 'chai';
import type { LiveCaption } from '../../../src/media/caption.js';
import { CaptionOutbox } from '../../../src/worker/caption-outbox.js';
import type { CaptionNews } from '../../../src/worker/messages.js';

const caption = (index: number, more: Partial<LiveCaption> = {}): LiveCaption => ({
  kind: 'partial',
  fragmentId: `f${index}`,
  language: 'en',
  startPtsNs: BigInt(index) * 1_000_000n,
  endPtsNs: BigInt(index + 1) * 1_000_000n,
  text: `${index}`,
  revision: 1,
  ...more,
});

describe('CaptionOutbox', () => {
  function build() {
    const sent: { news: CaptionNews[]; taken: Deferred<void> }[] = [];
    const outbox = new CaptionOutbox((news) => {
      const taken = new Deferred<void>();
      sent.push({ news, taken });
      return taken.promise;
    });
    /** Takes what was sent until nothing is. */
    const takeAll = async (): Promise<void> => {
      const settled = outbox.settled();
      let isSettled = false;
      void settled.then(() => (isSettled = true));
      while (!isSettled) {
        sent.at(-1)?.taken.resolve();
        await Promise.resolve();
      }
    };
    return { outbox, sent, takeAll };
  }

  it('sends what is said in one turn together, with times that travel', async () => {
    const { outbox, sent, takeAll } = build();
    outbox.add(caption(3));
    outbox.add(caption(3, { kind: 'dub', language: 'es', text: 'tres' }));
    await takeAll();
    expect(sent).to.have.lengthOf(1);
    expect(sent[0]!.news).to.deep.equal([
      {
        kind: 'partial',
        fragmentId: 'f3',
        language: 'en',
        startPtsNs: '3000000',
        endPtsNs: '4000000',
        text: '3',
        revision: 1,
      },
      {
        kind: 'dub',
        fragmentId: 'f3',
        language: 'es',
        startPtsNs: '3000000',
        endPtsNs: '4000000',
        text: 'tres',
        revision: 1,
      },
    ]);
  });

  it('has one message under way, and sends of what changed meanwhile the newest', async () => {
    const { outbox, sent, takeAll } = build();
    outbox.add(caption(0));
    await Promise.resolve();
    expect(sent).to.have.lengthOf(1);
    for (let revision = 2; revision <= 9; revision++) outbox.add(caption(0, { revision }));
    outbox.add(caption(1));
    await Promise.resolve();
    expect(sent).to.have.lengthOf(1);
    await takeAll();
    expect(sent).to.have.lengthOf(2);
    expect(sent[1]!.news.map(({ fragmentId, revision }) => [fragmentId, revision])).to.deep.equal([
      ['f0', 9],
      ['f1', 1],
    ]);
  });

  it('holds little for a parent that does not read, and lets the unfinished go first', async () => {
    const { outbox, sent, takeAll } = build();
    outbox.add(caption(0));
    await Promise.resolve();
    for (let index = 1; index <= 100; index++)
      outbox.add(caption(index, { kind: index % 2 === 0 ? 'final' : 'partial' }));
    await takeAll();
    const news = sent[1]!.news;
    expect(news).to.have.lengthOf(64);
    const finals = news.filter(({ kind }) => kind === 'final').map(({ fragmentId }) => fragmentId);
    expect(finals).to.have.lengthOf(50);
    expect(news.find(({ kind }) => kind === 'partial')?.fragmentId).to.equal('f73');
    await takeAll();
    expect(sent).to.have.lengthOf(2);
  });
});
