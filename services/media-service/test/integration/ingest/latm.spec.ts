import { expect } from 'chai';

import { runChain } from '../../support/media/chain.js';
import { ffmpeg, Fixtures, temporaryFolder } from '../../support/media/fixtures.js';

describe('AAC in LATM', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 1);

  for (const kind of ['-ar 48000 -ac 2', '-ar 32000 -ac 1']) {
    it(`is heard from its first frame on, as it is in ADTS: ${kind}`, async () => {
      const [mp4, adts, latm, mistaken] = ['a.mp4', 'adts.ts', 'latm.ts', 'mistaken.ts'].map((name) =>
        fixtures.path(name),
      );
      const picture = '-f lavfi -i testsrc=size=160x90:rate=25:duration=2';
      const sound = '-f lavfi -i sine=frequency=440:duration=2';
      const encode = '-c:v libx264 -preset ultrafast -c:a aac';
      await ffmpeg(`${picture} ${sound} ${encode} ${kind} ${mp4}`);
      await ffmpeg(`-i ${mp4} -c copy ${adts}`);
      await ffmpeg(`-i ${mp4} -c copy -mpegts_flags latm ${latm}`);
      // What FFmpeg announces as LATM here is ADTS.
      await ffmpeg(`-i ${adts} -c copy -mpegts_flags latm ${mistaken}`);
      const soundOf = async (path = '') => {
        const chain = runChain(`file://${path}?live=1`, { pace: 'own', graceMs: 300 });
        expect((await chain.done).error).to.equal(undefined);
        return { startNs: chain.audio[0]?.ptsNs, pcm: Buffer.concat(chain.audio.map(({ pcm }) => pcm)) };
      };
      const [given, ...others] = await Promise.all([soundOf(adts), soundOf(latm), soundOf(mistaken)]);
      expect(given.pcm.length).to.be.above(2 * 48_000 * 4);
      for (const found of others) {
        expect(found.startNs).to.equal(given.startNs);
        expect(found.pcm.equals(given.pcm)).to.equal(true);
      }
    });
  }
});
