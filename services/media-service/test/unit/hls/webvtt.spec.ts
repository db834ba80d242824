import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import { renderWebVtt, splitCaption } from '../../../src/hls/webvtt.js';

const caption = (startMs: number, endMs: number, text: string) => ({
  startPtsNs: msToNs(startMs),
  endPtsNs: msToNs(endMs),
  text,
});

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
