import { expect } from 'chai';
import { clipFormat, noise } from '../../../src/conformance/sound.js';
import { IndependentClient } from '../../../src/independent/client/client.js';
import type { Fault } from '../../support/small-sts/fault.js';
import { startSmallSts } from '../../support/small-sts/server.js';

/** What the client says of a server with each fault; noise is speech to that server. */
const told: Readonly<Partial<Record<Fault | 'none', RegExp>>> = {
  none: /^$/u,
  'ack-breaks-contract': /^fragment:ack: /u,
  'renames-times': /another interval/u,
  'dub-too-short': /es: lasts otherwise/u,
  'dubs-reversed': /dubs in ca,es of es,ca/u,
  'partials-for-all': /that nobody agreed on/u,
  'partial-after-answer': /a partial behind the answer/u,
  'revision-falls': /: revision /u,
  'final-differs': /another text than the final partial/u,
};

describe('the independent client beside a server with one fault', function () {
  this.timeout(30_000);

  for (const [fault, words] of Object.entries(told)) {
    it(`tells it: ${fault.replaceAll('-', ' ')}`, async () => {
      const server = await startSmallSts(fault === 'none' ? undefined : (fault as Fault));
      try {
        const { faults } = await new IndependentClient({
          url: server.url,
          init: {
            protocol: { min: '1.0', max: '1.1' },
            streamId: 'independent',
            sourceLanguage: 'en',
            targetLanguages: ['es', 'ca'],
            replyAudio: { encoding: 'pcm_s16le', sampleRateHz: 24_000, channels: 1 },
            features: fault === 'partials-for-all' ? [] : ['partials'],
          },
          clip: { pcm: noise(900), format: clipFormat },
          fragmentMs: 300,
          deadlineMs: 5000,
          signal: AbortSignal.timeout(10_000),
        }).run();
        expect(faults.join('\n')).to.match(words);
      } finally {
        await server.close();
      }
    });
  }
});
