import { expect } from 'chai';

import { checkOutputs, checkVideo } from '../../../src/worker/check-outputs.js';
import { specWith } from '../../support/specs.js';

const outputs = (...urls: string[]) => urls.map((url) => ({ language: 'es', url }));
const rtmp = 'rtmp://host/live/a';
const srt = 'srt://host:9000';

describe('checkOutputs', () => {
  it('refuses a URL that can never be an output', () => {
    expect(() => checkOutputs(outputs(rtmp, srt, '/srv/a.ts'))).to.not.throw();
    expect(() => checkOutputs(outputs(rtmp, 'ftp://host/a')))
      .to.throw()
      .with.property('code', 'OUTPUT_URL_INVALID');
  });
});

describe('checkVideo', () => {
  it('refuses H.265 where every output is FLV and there is no HLS', () => {
    for (const urls of [[rtmp], [rtmp, '/srv/a.flv']]) {
      expect(() => checkVideo(specWith({ outputs: outputs(...urls) }), 'h265'))
        .to.throw()
        .with.property('code', 'OUTPUT_CODEC_UNSUPPORTED');
    }
  });

  it('lets a stream go on that has one place to go to', () => {
    const hls = { directory: '/hls', targetMs: 2000 };
    const specs = [
      specWith({ outputs: outputs(rtmp, srt) }),
      specWith({ outputs: outputs(rtmp), hls }),
      specWith({ outputs: [] }),
      specWith({ outputs: outputs('/srv/a.mp4') }),
    ];
    for (const spec of specs) expect(() => checkVideo(spec, 'h265')).to.not.throw();
    expect(() => checkVideo(specWith({ outputs: outputs(rtmp) }), 'h264')).to.not.throw();
  });
});
