import { expect } from 'chai';

import { parseCaps } from '../../../src/gst/caps.js';
import { debianPackageOf } from '../../../src/gst/debian-packages.js';
import { launchError, pipelineErrorOf } from '../../../src/gst/pipeline-error.js';
import { quoteLaunchValue } from '../../../src/gst/quote.js';
import { parseSegment, toRunningTimeNs } from '../../../src/gst/segment.js';

describe('GStreamer in text form', () => {
  it('reads caps, quoted fields too', () => {
    const caps = parseCaps(
      'video/x-h264, stream-format=(string)avc, codec_data=(buffer)014d40, framerate=(fraction)30/1, note=(string)"a, b"',
    );
    expect(caps.media).to.equal('video/x-h264');
    expect(Object.fromEntries(caps.fields)).to.deep.equal({
      'stream-format': 'avc',
      codec_data: '014d40',
      framerate: '30/1',
      note: 'a, b',
    });
  });

  it('places buffers on the running time, before the segment too', () => {
    const segment = parseSegment(
      'GstEventSegment, segment=(GstSegment)"segment, flags=(GstSegmentFlags)GST_SEGMENT_FLAG_NONE, rate=(double)1, ' +
        'applied-rate=(double)1, format=(GstFormat)time, base=(guint64)5, offset=(guint64)0, start=(guint64)66666666, ' +
        'stop=(guint64)10066666666, time=(guint64)0, position=(guint64)66666666;";',
    );
    expect(segment).to.deep.equal({ startNs: 66_666_666n, offsetNs: 0n, baseNs: 5n });
    if (segment === undefined) return;
    expect(toRunningTimeNs(segment, 166_666_666n)).to.equal(100_000_005n);
    expect(toRunningTimeNs(segment, 0n)).to.equal(-66_666_661n);
  });

  it('takes segments in bytes for none', () => {
    expect(
      parseSegment('GstEventSegment, segment=(GstSegment)"segment, format=(GstFormat)bytes, start=(guint64)0;";'),
    ).to.equal(undefined);
  });

  it('quotes whatever a user writes', () => {
    expect(quoteLaunchValue('a "b" \\ c ! fakesink')).to.equal('"a \\"b\\" \\\\ c ! fakesink"');
  });

  it('names the package of an element that is missing', () => {
    const error = launchError('rtmp2sink', new Error('no element "rtmp2sink"'));
    expect(error).to.include({ code: 'GSTREAMER_ELEMENT_MISSING', source: 'rtmp2sink' });
    expect(error.message).to.contain('gstreamer1.0-plugins-bad');
    expect(launchError('x', new Error('syntax error')).code).to.equal('PIPELINE_INVALID');
    expect(debianPackageOf('nothing')).to.equal(undefined);
  });

  it('names the element of a fault by its path', () => {
    const error = pipelineErrorOf({
      type: 'error',
      name: '/GstPipeline:pipeline0/GstFileSrc:source',
      message: 'gone',
      debug: 'why',
    });
    expect(error).to.include({ element: 'pipeline0/source', debug: 'why', code: 'PIPELINE_FAILED' });
  });
});
