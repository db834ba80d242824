import { expect } from 'chai';
import { CaptionHub, type CaptionEvent } from '../../../src/streams/caption-hub.js';
import type { CaptionNews } from '../../../src/worker/messages.js';

const news = (kind: CaptionNews['kind'], text: string, language = 'en'): CaptionNews => ({
  kind,
  fragmentId: `f${text}`,
  language,
  startPtsNs: '0',
  endPtsNs: '1000',
  text,
  revision: 1,
});

/** What a listener heard, as `name text`. */
function listener() {
  const heard: string[] = [];
  const numbers: number[] = [];
  const onEvent = (event: CaptionEvent): void => {
    heard.push('caption' in event ? `${event.name} ${event.caption.text}` : event.name);
    numbers.push(event.number);
  };
  return { heard, numbers, onEvent, onEnd: () => void heard.push('end') };
}

describe('CaptionHub', () => {
  it('tells everybody who listens, until they leave', () => {
    const hub = new CaptionHub();
    const [one, two] = [listener(), listener()];
    const leave = hub.listen(one);
    hub.listen(two);
    hub.publish([news('partial', '1'), news('final', '1')]);
    leave();
    leave();
    expect(hub.listeners).to.equal(1);
    hub.publish([news('dub', 'uno', 'es')]);
    expect(one.heard).to.deep.equal(['partial 1', 'final 1']);
    expect(two.heard).to.deep.equal(['partial 1', 'final 1', 'dub uno']);
  });

  it('gives whoever comes late the last words that are settled', () => {
    const hub = new CaptionHub();
    for (let index = 0; index < 40; index++) {
      hub.publish([news('partial', `${index}`), news('final', `${index}`), news('dub', `${index}`, 'es')]);
    }
    const late = listener();
    hub.listen(late);
    expect(late.heard).to.have.lengthOf(24);
    expect(late.heard[0]).to.equal('final 28');
    expect(late.heard.at(-1)).to.equal('dub 39');
    expect(late.numbers).to.deep.equal([...late.numbers].sort((a, b) => a - b));
  });

  it('goes on where a listener was when it lost the connection', () => {
    const hub = new CaptionHub();
    const first = listener();
    const leave = hub.listen(first);
    hub.publish([news('final', '1')]);
    leave();
    hub.publish([news('final', '2'), news('dub', '2', 'es')]);
    const again = listener();
    hub.listen(again, first.numbers.at(-1));
    expect(again.heard).to.deep.equal(['final 2', 'dub 2']);
  });

  it('says when the programme begins anew, and forgets what was said', () => {
    const hub = new CaptionHub();
    const [early, late] = [listener(), listener()];
    hub.listen(early);
    hub.publish([news('final', '1')]);
    hub.restart();
    hub.listen(late);
    expect(early.heard).to.deep.equal(['final 1', 'restart']);
    expect(late.heard).to.deep.equal([]);
  });

  it('ends for everybody when the stream is over', () => {
    const hub = new CaptionHub();
    const [early, late] = [listener(), listener()];
    hub.listen(early);
    hub.publish([news('final', '1')]);
    hub.close();
    hub.close();
    hub.publish([news('final', '2')]);
    hub.restart();
    hub.listen(late)();
    expect(early.heard).to.deep.equal(['final 1', 'end']);
    expect(late.heard.at(-1)).to.equal('end');
    expect(hub.listeners).to.equal(0);
  });
});
