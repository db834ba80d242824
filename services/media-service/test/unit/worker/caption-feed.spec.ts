import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import type { HlsPackager } from '../../../src/hls/packager.js';
import { CaptionTrack } from '../../../src/timeline/captions.js';
import { CaptionFeed } from '../../../src/worker/caption-feed.js';

const caption = (index: number, startMs: number, text: string) => ({
  fragmentId: `f${index}`,
  startPtsNs: msToNs(startMs),
  endPtsNs: msToNs(startMs + 1000),
  text,
});

describe('CaptionFeed', () => {
  function build() {
    const track = new CaptionTrack();
    const given: string[] = [];
    const hls = {
      pushCaption: (language: string, { text }: { text: string }) => given.push(`${language} ${text}`),
    } as unknown as HlsPackager;
    return { track, given, hls, feed: new CaptionFeed('original', track) };
  }

  it('gives each caption once, and again when its words have changed', () => {
    const { track, given, hls, feed } = build();
    track.set(caption(0, 8000, 'good'));
    for (let atMs = 0; atMs < 100; atMs += 20) feed.feed(hls, msToNs(atMs));
    track.set(caption(0, 8000, 'good evening'));
    track.set(caption(1, 9000, 'and welcome'));
    for (let atMs = 100; atMs < 200; atMs += 20) feed.feed(hls, msToNs(atMs));
    expect(given).to.deep.equal(['original good', 'original good evening', 'original and welcome']);
    track.set(caption(1, 9000, ''));
    feed.feed(hls, msToNs(200));
    expect(given.at(-1)).to.equal('original ');
  });

  it('lets go of what is over, where there is no packager too', () => {
    const { track, feed } = build();
    track.set(caption(0, 0, 'good evening'));
    feed.feed(undefined, msToNs(60_000));
    expect(track.all).to.have.lengthOf(1);
    feed.feed(undefined, msToNs(61_000));
    expect(track.all).to.deep.equal([]);
  });
});
