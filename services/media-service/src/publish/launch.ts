import { aacLcConfig } from '../media/aac-config.js';
import { PROGRAMME_FORMAT, type VideoCodec } from '../media/units.js';
import type { Container } from './target.js';

const { sampleRateHz, channels } = PROGRAMME_FORMAT;

/** Caps of the audio units: raw AAC frames, their configuration apart. */
export const audioCaps =
  `audio/mpeg, mpegversion=(int)4, stream-format=(string)raw, rate=(int)${sampleRateHz}, channels=(int)${channels}, ` +
  `codec_data=(buffer)${aacLcConfig(sampleRateHz, channels).toString('hex')}, framed=(boolean)true, level=(string)2, profile=(string)lc, base-profile=(string)lc`;

/** mpegtsmux starts an hour late, so that what lies before its first unit has a place. Measured: test/integration/publish/files.spec.ts. */
export const MPEGTS_START_NS = 3_600_000_000_000n;

/** MP4 is written here: GStreamer's muxer begins its sound with the picture, whenever it comes. */
export type MuxedContainer = Exclude<Container, 'mp4'>;

const muxers: Readonly<Record<MuxedContainer, string>> = {
  flv: 'flvmux name=mux streamable=true',
  mpegts: 'mpegtsmux name=mux',
  matroska: 'matroskamux name=mux',
};

/** Conversions that repack and never touch a slice: MPEG-TS wants start codes. Parameter sets are put in before. */
function videoForm(container: MuxedContainer, codec: VideoCodec): string {
  const packed = codec === 'h264' ? 'video/x-h264,stream-format=avc' : 'video/x-h265,stream-format=hvc1';
  const given = `${packed},alignment=au`;
  if (container !== 'mpegts') return given;
  return `${given} ! ${codec}parse ! video/x-${codec},stream-format=byte-stream,alignment=au`;
}

const audioForm: Readonly<Record<MuxedContainer, string>> = {
  flv: 'audio/mpeg,mpegversion=4,stream-format=raw',
  mpegts: 'audio/mpeg,mpegversion=4,stream-format=raw ! aacparse ! audio/mpeg,mpegversion=4,stream-format=adts',
  matroska: 'audio/mpeg,mpegversion=4,stream-format=raw',
};

/**
 * @param sink the sink with its properties
 * @param codec of the video, undefined for sound alone
 * @param isDatagrams whether the sink sends packets: seven of MPEG-TS fill one datagram
 */
export function outputLaunch(
  container: MuxedContainer,
  sink: string,
  codec: VideoCodec | undefined,
  isDatagrams: boolean,
): string {
  const branch = (name: string, form: string): string =>
    `appsrc name=${name} format=bytes max-bytes=0 ! gdpdepay ! ${form} ! mux.`;
  return [
    `${muxers[container]}${isDatagrams ? ' alignment=7' : ''} ! ${sink}`,
    ...(codec === undefined ? [] : [branch('video', videoForm(container, codec))]),
    branch('audio', audioForm[container]),
  ].join('  ');
}
