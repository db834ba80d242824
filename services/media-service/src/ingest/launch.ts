import { pulledBranch, pulledSink } from '../gst/pipeline.js';
import type { VideoCodec } from '../media/units.js';
import type { ElementaryTrack } from './demux/elementary.js';
import type { Source } from './source.js';

/** Sinks of the ingest pipeline. `other` sees video that cannot be passed through, so that the error can name its codec. */
export const VIDEO_SINKS: Readonly<Record<VideoCodec, string>> = { h264: 'h264', h265: 'h265' };
export const OTHER_VIDEO_SINK = 'other';

/** @param track 1 for the input's first audio track. */
export function audioSinkName(track: number): string {
  return `audio${track}`;
}

/** Ends of the pipeline of a single track. */
export const TRACK_SOURCE = 'units';
export const TRACK_SINK = 'packets';

/** As many audio tracks are counted as inputs usually have. */
const USUAL_AUDIO_TRACKS = 8;

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
/** Before gdppay, which replaces the segment: a sink behind it would take bare buffer times for running times. */
const clockPace = 'clocksync ! ';

const parseVideo: Readonly<Record<VideoCodec, string>> = {
  h264: 'h264parse ! video/x-h264,stream-format=avc,alignment=au',
  h265: 'h265parse ! video/x-h265,stream-format=hvc1,alignment=au',
};
/**
 * A block of 100 ms costs hardly more on its way than the 20 ms of one coded frame. Where the source's times leave the
 * count of its samples by more than FLV's rounding, a new block starts, with the source's time.
 */
const joinBlocks = 'audiobuffersplit output-buffer-duration=1/10 alignment-threshold=2000000 discont-wait=0';
const toProgrammeSound =
  'audioconvert dithering=none noise-shaping=none ! audioresample ! ' +
  `audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved ! ${joinBlocks}`;
const decodeAudio = `decodebin3 ! ${toProgrammeSound}`;
/** By far the most frequent sound of live sources; without a search for its decoder the pipeline can run again. */
const decodeAac = `aacparse ! avdec_aac ! ${toProgrammeSound}`;

const packets = 'gdppay crc-header=false';

/**
 * The whole launch line of an input that GStreamer takes apart. Tracks are linked as they appear, so a track that the
 * input does not have leaves its branch idle; `async=false` keeps such a branch from holding the others back.
 *
 * @param wanted the audio tracks that are to be decoded, 1 for the first; the others are only counted.
 */
export function ingestLaunch(source: Source, paced: boolean, wanted: readonly number[]): string {
  const pace = paced ? clockPace : '';
  // A buffer is counted in the demuxer's own thread, so what is not counted when a track ends was not there.
  const demuxed = (sinkName: string): string => `identity name=${demuxedName(sinkName)} silent=true`;
  // One branch each: a parser reads its own codec alone, and a branch whose codec the input does not have stays idle.
  const videos = (from: string): string[] =>
    Object.entries(VIDEO_SINKS).map(
      ([codec, name]) =>
        `${from}. ! video/x-${codec} ! ${demuxed(name)} ! ${queue} ! ${parseVideo[codec as VideoCodec]} ! ${pace}${packets} ! ${pulledBranch(name)}`,
    );
  const audio = (track: number): string => {
    const name = audioSinkName(track);
    if (!decodedTracks(source, wanted).includes(track))
      return `${demuxed(name)} ! fakesink async=false sync=false enable-last-sample=false`;
    const decoded = relaysSound(source, wanted) ? '' : `${decodeAudio} ! `;
    return `${demuxed(name)} ! ${queue} ! ${decoded}${pace}${packets} ! ${pulledBranch(name)}`;
  };
  const sounds = soundTracksOf(wanted);
  const other = `queue ! ${packets} ! ${pulledBranch(OTHER_VIDEO_SINK)}`;
  if (source.form === 'rtp') {
    return [
      source.launch,
      `source. ! application/x-rtp,media=video ! parsebin name=picture`,
      ...videos('picture'),
      `picture. ! capsfilter caps="${otherVideoCaps}" ! ${other}`,
      ...sounds.flatMap((track) => [
        `source. ! application/x-rtp,media=audio ! parsebin name=sound${track}`,
        `sound${track}. ! capsfilter caps="${audioCaps}" ! ${audio(track)}`,
      ]),
    ].join('  ');
  }
  return [
    `${source.launch} ! parsebin name=tracks`,
    ...videos('tracks'),
    `tracks. ! capsfilter caps="${otherVideoCaps}" ! ${other}`,
    ...sounds.map((track) => `tracks. ! capsfilter caps="${audioCaps}" ! ${audio(track)}`),
  ].join('  ');
}

/** Tracks are linked in their order: where one behind the first is wanted, all are, so that they can be counted. */
export function soundTracksOf(wanted: readonly number[]): number[] {
  const count = wanted.length === 1 && wanted[0] === 1 ? 1 : Math.max(USUAL_AUDIO_TRACKS, ...wanted);
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** RTSP's tracks are known only once they run, so all are decoded where one behind the first is wanted. */
export function decodedTracks(source: Source, wanted: readonly number[]): readonly number[] {
  return source.form === 'rtp' ? soundTracksOf(wanted) : wanted;
}

/** Whether sound comes out of the pipeline as it was coded, to be decoded by one of `soundLaunch` per track. */
export function relaysSound(source: Source, wanted: readonly number[]): boolean {
  return source.form === 'container' && wanted.length > 1;
}

export function soundLaunch(): string {
  return trackOf(decodeAudio);
}

/** The launch line of one track that comes from `TRACK_SOURCE` as GDP. */
export function trackLaunch(track: ElementaryTrack): string {
  if (track.kind === 'audio') return isLinkedAtOnce(track) ? trackOf(decodeAac) : soundLaunch();
  const work = parseVideo[track.codec === 'h265' ? 'h265' : 'h264'];
  return trackOf(work);
}

/** Whether every link of the track's pipeline is there from its start, so that it can run again. */
export function isLinkedAtOnce({ kind, codec }: ElementaryTrack): boolean {
  return kind === 'video' || codec === 'aac';
}

function trackOf(work: string): string {
  return `appsrc name=${TRACK_SOURCE} format=bytes max-bytes=0 ! gdpdepay ! ${work} ! ${packets} ! ${pulledSink(TRACK_SINK)}`;
}
