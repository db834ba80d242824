import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import { CaptionSegments } from '../../../src/hls/caption-track.js';
import { renderWebVtt, splitCaption } from '../../../src/hls/webvtt.js';

const caption = (startMs: number, endMs: number, text: string) => ({
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

describe('WebVTT', () => {
  it('writes cues on the clock of the media', () => {
    const text = renderWebVtt([caption(3_723_004, 3_724_500, 'Tom & Jerry <b>')]);
    expect(text).to.equal(
      'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n01:02:03.004 --> 01:02:04.500\nTom &amp; Jerry &lt;b&gt;\n',
    );
  });

  it('cuts long text into cues of two short lines that share its time', () => {
    const words = Array.from({ length: 40 }, (_, index) => `palabra${index}`).join(' ');
    const cues = splitCaption(caption(1000, 11_000, words));
    expect(cues.length).to.be.greaterThan(2);
    expect(cues[0]?.startPtsNs).to.equal(msToNs(1000));
    expect(cues.at(-1)?.endPtsNs).to.equal(msToNs(11_000));
    cues.slice(1).forEach((cue, index) => expect(cue.startPtsNs).to.equal(cues[index]?.endPtsNs));
    for (const cue of cues) {
      const lines = cue.text.split('\n');
      expect(lines.length).to.be.at.most(2);
      for (const line of lines) expect(line.length).to.be.at.most(42);
    }
    expect(cues.map((cue) => cue.text.replaceAll('\n', ' ')).join(' ')).to.equal(words);
  });

  it('makes nothing of an empty text', () => {
    expect(splitCaption(caption(0, 1000, '  '))).to.deep.equal([]);
  });
});

describe('CaptionSegments', () => {
  it('puts a cue that spans a cut into both segments, with the same times', () => {
    const track = new CaptionSegments();
    track.push(caption(1500, 2500, 'hola'));
    const first = textOf(track.cut(interval(0, 0, 2000)));
    const second = textOf(track.cut(interval(1, 2000, 4000)));
    for (const text of [first, second]) expect(text).to.contain('00:00:01.500 --> 00:00:02.500\nhola');
    expect(textOf(track.cut(interval(2, 4000, 6000)))).not.to.contain('hola');
  });

  it('keeps cues that were given ahead, in the order of their times', () => {
    const track = new CaptionSegments();
    track.push(caption(5000, 5500, 'second'));
    track.push(caption(4200, 4800, 'first'));
    expect(textOf(track.cut(interval(0, 0, 4000)))).not.to.contain('first');
    const text = textOf(track.cut(interval(1, 4000, 6000)));
    expect(text.indexOf('first')).to.be.lessThan(text.indexOf('second'));
  });

  it('counts captions that come after their segment', () => {
    const track = new CaptionSegments();
    track.cut(interval(0, 0, 2000));
    track.push(caption(500, 1500, 'late'));
    expect(track.lateCaptions).to.equal(1);
  });
});
