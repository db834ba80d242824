import type { Source } from './source.js';

/** Appsinks of the ingest pipeline. `other` sees video that cannot be passed through, so that the error can name its codec. */
export const VIDEO_SINKS = { h264: 'h264', h265: 'h265' } as const;
export const AUDIO_SINK = 'audio';
export const OTHER_VIDEO_SINK = 'other';

/** The `identity` at the head of a branch: what it has counted was demuxed, whether or not it has been decoded by now. */
export function demuxedName(sinkName: string): string {
  return `${sinkName}-demuxed`;
}

const audioCaps = [
  'audio/mpeg',
  'audio/x-opus',
  'audio/x-vorbis',
  'audio/x-ac3',
  'audio/ac3',
  'audio/x-eac3',
  'audio/x-flac',
  'audio/x-raw',
  'audio/x-alaw',
  'audio/x-mulaw',
  'audio/x-speex',
  'audio/AMR',
  'audio/AMR-WB',
  'audio/x-dts',
  'audio/x-adpcm',
  'audio/x-alac',
  'audio/x-wma',
  'audio/x-lpcm',
  'audio/x-private1-lpcm',
  'audio/x-private-ts-lpcm',
  'audio/x-nellymoser',
  'audio/G722',
  'audio/x-siren',
  'audio/x-true-hd',
  'audio/x-smpte-302m',
].join(';');
const otherVideoCaps = [
  'video/x-h266',
  'video/mpeg',
  'video/x-vp6',
  'video/x-vp6-flash',
  'video/x-vp8',
  'video/x-vp9',
  'video/x-av1',
  'video/x-theora',
  'video/x-flash-video',
  'video/x-flash-screen',
  'video/x-divx',
  'video/x-xvid',
  'video/x-msmpeg',
  'video/x-wmv',
  'video/x-h263',
  'video/x-dirac',
  'video/x-prores',
  'video/x-dnxhd',
  'video/x-dv',
  'video/x-raw',
  'image/jpeg',
  'video/x-jpeg',
  'video/x-cavs',
  'video/x-ffv',
].join(';');

/** Enough to cover the interleaving of any sane file; without it one full branch would starve the other. */
const queue = 'queue max-size-buffers=0 max-size-bytes=67108864 max-size-time=10000000000';
/**
 * gdppay repeats the stream's head in its caps, and the addon turns the caps of every buffer into JavaScript objects:
 * without the setter each pull would copy that head anew.
 */
const packets = 'gdppay crc-header=false ! capssetter caps="application/x-gdp" join=false replace=true ! appsink';
/** Before gdppay, which replaces the segment: a sink behind it would take bare buffer times for running times. */
const clockPace = 'clocksync ! ';

/**
 * The whole launch line of an input. Tracks are linked as they appear, so a track that the input does not have leaves
 * its branch idle; `async=false` keeps such a branch from holding the others back.
 */
export function ingestLaunch(source: Source, paced: boolean): string {
  const sink = (name: string, maxBuffers: number): string =>
    `${paced ? clockPace : ''}${packets} name=${name} async=false sync=false max-buffers=${maxBuffers} drop=false enable-last-sample=false`;
  // A buffer is counted in the demuxer's own thread, so what is not counted when a track ends was not there.
  const demuxed = (sinkName: string): string => `identity name=${demuxedName(sinkName)} silent=true`;
  // One branch each: a parser reads its own codec alone, and a branch whose codec the input does not have stays idle.
  const h264 = `video/x-h264 ! ${demuxed(VIDEO_SINKS.h264)} ! ${queue} ! h264parse ! video/x-h264,stream-format=avc,alignment=au ! ${sink(VIDEO_SINKS.h264, 60)}`;
  const h265 = `video/x-h265 ! ${demuxed(VIDEO_SINKS.h265)} ! ${queue} ! h265parse ! video/x-h265,stream-format=hvc1,alignment=au ! ${sink(VIDEO_SINKS.h265, 60)}`;
  const audio =
    `${demuxed(AUDIO_SINK)} ! ${queue} ! decodebin3 ! audioconvert dithering=none noise-shaping=none ! audioresample ! ` +
    `audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved ! ${sink(AUDIO_SINK, 100)}`;
  const other = `queue ! ${packets} name=${OTHER_VIDEO_SINK} async=false sync=false max-buffers=10`;
  if (source.form === 'rtp') {
    return [
      source.launch,
      `source. ! application/x-rtp,media=video ! parsebin name=picture`,
      `source. ! application/x-rtp,media=audio ! parsebin name=sound`,
      `picture. ! ${h264}`,
      `picture. ! ${h265}`,
      `picture. ! capsfilter caps="${otherVideoCaps}" ! ${other}`,
      `sound. ! capsfilter caps="${audioCaps}" ! ${audio}`,
    ].join('  ');
  }
  // With the PCR, tsdemux corrects every time by when its packet arrived: the network's jitter would become ours, and
  // sound and picture would drift apart by tens of milliseconds. Without it the times are those that the source wrote.
  const demux = source.form === 'transport-stream' ? 'tsdemux ignore-pcr=true' : 'parsebin';
  return [
    `${source.launch} ! ${demux} name=tracks`,
    `tracks. ! ${h264}`,
    `tracks. ! ${h265}`,
    `tracks. ! capsfilter caps="${otherVideoCaps}" ! ${other}`,
    `tracks. ! capsfilter caps="${audioCaps}" ! ${audio}`,
  ].join('  ');
}
