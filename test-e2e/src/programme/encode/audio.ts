import type { FlvTag } from '../../flv/tag.js';
import { TAG_AUDIO } from '../../flv/tag.js';
import { runTool } from '../../process/run-tool.js';
import { AAC_FRAME_SAMPLES, FRAME_RATE, REORDER_FRAMES, SAMPLE_RATE_HZ } from '../format.js';
import { toPcm, type StereoTrack } from '../sound/track.js';

const BITRATE = 160_000;
/** libavcodec's AAC encoder puts one frame of silence in front of what it is given. */
const PRIMING_FRAMES = 1;
/** Enough sound before the loop's start for the encoder to be in the state in which the loop's end leaves it. */
const LEAD_FRAMES = 8;
/** AAC-LC, 48 kHz, stereo. */
const AUDIO_SPECIFIC_CONFIG = [0x11, 0x90];
const ADTS_HEADER_BYTES = 7;
/** AAC, 44 kHz flag (always set for AAC), 16 bit, stereo. */
const FLV_AAC = 0xaf;

/**
 * Encodes one loop as AAC in FLV audio tags. The encoder is fed the end of the loop before its start, and
 * exactly the frames of the loop are kept: the loop point decodes without a gap, and every decoded
 * sample is presented at its own time, with no encoder delay left to guess.
 */
export async function encodeAudio(track: StereoTrack): Promise<FlvTag[]> {
  const loopSamples = track.left.length;
  const lead = LEAD_FRAMES * AAC_FRAME_SAMPLES;
  const pcm = toPcm(track, -lead, loopSamples + lead);
  const pipeline = [
    'fdsrc fd=0 ! rawaudioparse format=pcm pcm-format=s16le num-channels=2',
    `sample-rate=${SAMPLE_RATE_HZ} ! audioconvert dithering=none ! avenc_aac bitrate=${BITRATE}`,
    '! aacparse ! audio/mpeg,stream-format=adts ! fdsink fd=1',
  ];
  const { stdout } = await runTool('gst-launch-1.0', ['-q', ...pipeline.join(' ').split(' ')], pcm);
  const first = LEAD_FRAMES + PRIMING_FRAMES;
  const frames = adtsFrames(stdout).slice(first, first + loopSamples / AAC_FRAME_SAMPLES);
  const header = { type: TAG_AUDIO, timestampMs: 0, body: Buffer.from([FLV_AAC, 0, ...AUDIO_SPECIFIC_CONFIG]) };
  return [
    header,
    ...frames.map((data, index) => ({
      type: TAG_AUDIO,
      timestampMs: timeMs(index),
      body: Buffer.concat([Buffer.from([FLV_AAC, 1]), data]),
    })),
  ];
}

function timeMs(index: number): number {
  return Math.round((REORDER_FRAMES * 1000) / FRAME_RATE + (index * AAC_FRAME_SAMPLES * 1000) / SAMPLE_RATE_HZ);
}

/** The raw frames of an ADTS stream without CRCs. */
export function adtsFrames(stream: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + ADTS_HEADER_BYTES <= stream.length;) {
    const length =
      ((stream.readUInt8(at + 3) & 0x03) << 11) | (stream.readUInt8(at + 4) << 3) | (stream.readUInt8(at + 5) >> 5);
    frames.push(stream.subarray(at + ADTS_HEADER_BYTES, at + length));
    at += length;
  }
  return frames;
}
