import { expect } from 'chai';
import { dubFault } from '../../../src/timeline/check-dub.js';
import { spokenDub } from '../../support/fragments.js';

describe('dubFault', () => {
  const dub = spokenDub('es', 1000);
  const sound = dub.audio!;

  it('finds nothing wrong with a dub as it was asked for', () => {
    expect(dubFault(dub)).to.equal(undefined);
    for (const durationMs of [1000.01, 0, 900]) expect(dubFault({ ...dub, durationMs })).to.equal(undefined);
  });

  const faults: [string, Buffer, RegExp][] = [
    ['no sound', Buffer.alloc(0), /no sound/],
    ['half a sample', sound.subarray(0, -1), /whole number of samples/],
    ['another rate', sound.subarray(0, sound.length / 3), /lasts 333 ms and not 1000 ms/],
    ['two channels', Buffer.concat([sound, sound]), /lasts 2000 ms/],
    ['silence', Buffer.alloc(sound.length), /silent/],
  ];
  for (const [what, audio, message] of faults)
    it(`finds ${what}`, () => expect(dubFault({ ...dub, audio })).to.match(message));

  it('finds that there is no sound at all', () => {
    const { audio: _audio, ...rest } = dub;
    expect(dubFault(rest)).to.match(/no sound/);
  });
});
