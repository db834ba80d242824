import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import { CaptionSegments } from '../../../src/hls/caption-track.js';

const caption = (index: number, startMs: number, endMs: number, text: string) => ({
  fragmentId: `f${index}`,
  startPtsNs: msToNs(startMs),
  endPtsNs: msToNs(endMs),
  text,
});
const interval = (sequence: number, startMs: number, endMs: number) => ({
  sequence,
  startPtsNs: msToNs(startMs),
  endPtsNs: msToNs(endMs),
  discontinuity: false,
});
const textOf = (segment: { body: readonly Buffer[] }) => Buffer.concat(segment.body).toString('utf8');

/** The cues of a segment, as `from-to text`, in milliseconds. */
const cuesOf = (text: string): string[] =>
  [...text.matchAll(/^00:00:(\S+) --> 00:00:(\S+)\n((?:.+\n)+)/gm)].map(
    ([, from, to, lines]) => `${Number(from) * 1000}-${Number(to) * 1000} ${lines!.trim().replaceAll('\n', ' ')}`,
  );

describe('CaptionSegments', () => {
  it('puts a cue that spans a cut into both segments, with the same times', () => {
    const track = new CaptionSegments();
    track.push(caption(0, 1500, 2500, 'hola'));
    const first = textOf(track.cut(interval(0, 0, 2000)));
    const second = textOf(track.cut(interval(1, 2000, 4000)));
    for (const text of [first, second]) expect(text).to.contain('00:00:01.500 --> 00:00:02.500\nhola');
    expect(textOf(track.cut(interval(2, 4000, 6000)))).not.to.contain('hola');
  });

  it('keeps cues that were given ahead, in the order of their times', () => {
    const track = new CaptionSegments();
    track.push(caption(1, 5000, 5500, 'second'));
    track.push(caption(0, 4200, 4800, 'first'));
    expect(textOf(track.cut(interval(0, 0, 4000)))).not.to.contain('first');
    const text = textOf(track.cut(interval(1, 4000, 6000)));
    expect(text.indexOf('first')).to.be.lessThan(text.indexOf('second'));
  });

  it('counts captions that come after their segment', () => {
    const track = new CaptionSegments();
    track.cut(interval(0, 0, 2000));
    track.push(caption(0, 500, 1500, 'late'));
    expect(track.lateCaptions).to.equal(1);
  });

  describe('of a fragment whose words are not settled yet', () => {
    it('shows the newest', () => {
      const track = new CaptionSegments();
      for (const text of ['the', 'the weather', 'the weather today']) track.push(caption(0, 500, 3500, text));
      const [first, second] = [0, 1].map((index) =>
        textOf(track.cut(interval(index, index * 2000, index * 2000 + 2000))),
      );
      for (const text of [first!, second!]) expect(cuesOf(text)).to.deep.equal(['500-3500 the weather today']);
      expect(track.lateCaptions).to.equal(0);
    });

    it('withdraws what nobody said after all', () => {
      const track = new CaptionSegments();
      track.push(caption(0, 500, 1500, 'uh'));
      track.push(caption(1, 1500, 1900, 'yes'));
      track.push(caption(0, 500, 1500, ''));
      expect(cuesOf(textOf(track.cut(interval(0, 0, 2000))))).to.deep.equal(['1500-1900 yes']);
    });

    it('never changes a cue that is in a segment, and says the same in the next one', () => {
      const track = new CaptionSegments();
      track.push(caption(0, 1000, 3000, 'the whether'));
      expect(cuesOf(textOf(track.cut(interval(0, 0, 2000))))).to.deep.equal(['1000-3000 the whether']);
      for (const text of ['the weather', 'the whether today', '']) track.push(caption(0, 1000, 3000, text));
      expect(cuesOf(textOf(track.cut(interval(1, 2000, 4000))))).to.deep.equal(['1000-3000 the whether']);
      expect(track.lateCaptions).to.equal(3);
    });

    it('goes on behind the cues that are in a segment where the words do', () => {
      const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
      const track = new CaptionSegments();
      track.push(caption(0, 0, 6000, words.slice(0, 20).join(' ')));
      const before = cuesOf(textOf(track.cut(interval(0, 0, 2000))));
      expect(before).to.have.lengthOf(1);
      track.push(caption(0, 0, 6000, words.join(' ')));
      const after = [1, 2].flatMap((index) =>
        cuesOf(textOf(track.cut(interval(index, index * 2000, index * 2000 + 2000)))),
      );
      const shown = [...new Set([...before, ...after])];
      expect(shown.map((cue) => cue.slice(cue.indexOf(' ') + 1)).join(' ')).to.equal(words.join(' '));
      // One after the other, to the end of what is said.
      const times = shown.map((cue) => cue.slice(0, cue.indexOf(' ')).split('-').map(Number));
      times.slice(1).forEach(([from], index) => expect(from).to.equal(times[index]![1]));
      expect(times.at(-1)![1]).to.equal(6000);
      expect(track.lateCaptions).to.equal(0);
    });

    it('drops cues that are not written yet where fewer words follow', () => {
      const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
      const track = new CaptionSegments();
      track.push(caption(0, 0, 6000, words.join(' ')));
      const first = cuesOf(textOf(track.cut(interval(0, 0, 1000))))[0]!;
      track.push(caption(0, 0, 6000, first.slice(first.indexOf(' ') + 1)));
      expect(cuesOf(textOf(track.cut(interval(1, 1000, 6000))))).to.deep.equal([first]);
    });
  });
});
