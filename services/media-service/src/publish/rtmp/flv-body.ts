import { aacLcConfig } from '../../media/aac-config.js';
import { PROGRAMME_FORMAT, type VideoConfig, type VideoUnit } from '../../media/units.js';
import { encodeAmf, type AmfObject } from './amf0.js';

/** Bodies of the tags of Adobe's FLV 10.1 (annex E.4), which RTMP carries as its messages. */

const AVC = 7;
const KEY_FRAME = 1;
const INTER_FRAME = 2;
/** AAC, and three values that are fixed for it whatever the sound is: 44 kHz, 16 bits, stereo. */
const AAC_HEAD = 0xaf;

export function videoHeader({ decoderConfig }: VideoConfig): Buffer {
  return Buffer.concat([Buffer.from([(KEY_FRAME << 4) | AVC, 0, 0, 0, 0]), decoderConfig]);
}

/** @param offsetMs presentation less decoding time */
export function videoFrame({ keyFrame, data }: VideoUnit, offsetMs: number): Buffer {
  const body = Buffer.allocUnsafe(5 + data.length);
  body[0] = ((keyFrame ? KEY_FRAME : INTER_FRAME) << 4) | AVC;
  body[1] = 1;
  body.writeIntBE(offsetMs, 2, 3);
  data.copy(body, 5);
  return body;
}

export function audioHeader(): Buffer {
  return Buffer.concat([
    Buffer.from([AAC_HEAD, 0]),
    aacLcConfig(PROGRAMME_FORMAT.sampleRateHz, PROGRAMME_FORMAT.channels),
  ]);
}

export function audioFrame(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([AAC_HEAD, 1]), data]);
}

/** The `onMetaData` that servers keep and hand to every player. */
export function metadata(video: VideoConfig | undefined): Buffer {
  const rate = video?.frameRate;
  const picture: AmfObject =
    video === undefined
      ? {}
      : {
          width: video.width,
          height: video.height,
          videocodecid: AVC,
          ...(rate === undefined ? {} : { framerate: rate.numerator / rate.denominator }),
        };
  const sound: AmfObject = {
    audiocodecid: 10,
    audiosamplerate: PROGRAMME_FORMAT.sampleRateHz,
    audiosamplesize: 16,
    stereo: true,
  };
  return encodeAmf('@setDataFrame', 'onMetaData', { ...picture, ...sound, encoder: 'dubbing' });
}
