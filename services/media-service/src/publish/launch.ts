import { aacLcConfig } from '../media/aac-config.js';
import { PROGRAMME_FORMAT, type VideoCodec } from '../media/units.js';
import type { Container } from './target.js';

const { sampleRateHz, channels } = PROGRAMME_FORMAT;

/** Caps of the audio units: raw AAC frames, their configuration apart. */
export const audioCaps =
  `audio/mpeg, mpegversion=(int)4, stream-format=(string)raw, rate=(int)${sampleRateHz}, channels=(int)${channels}, ` +
  `codec_data=(buffer)${aacLcConfig(sampleRateHz, channels).toString('hex')}, framed=(boolean)true, level=(string)2, profile=(string)lc, base-profile=(string)lc`;

/** What is not written here. MP4 is, as GStreamer's muxer begins its sound with the picture, whenever it comes; MPEG-TS, as a pipeline for it costs several times more. */
export type MuxedContainer = Exclude<Container, 'mp4' | 'mpegts'>;

const muxers: Readonly<Record<MuxedContainer, string>> = {
  flv: 'flvmux name=mux streamable=true',
  matroska: 'matroskamux name=mux',
};

const packed: Readonly<Record<VideoCodec, string>> = {
  h264: 'video/x-h264,stream-format=avc,alignment=au',
  h265: 'video/x-h265,stream-format=hvc1,alignment=au',
};

/**
 * @param sink the sink with its properties
 * @param codec of the video, undefined for sound alone
 */
export function outputLaunch(container: MuxedContainer, sink: string, codec: VideoCodec | undefined): string {
  const branch = (name: string, form: string): string =>
    `appsrc name=${name} format=bytes max-bytes=0 ! gdpdepay ! ${form} ! mux.`;
  return [
    `${muxers[container]} ! ${sink}`,
    ...(codec === undefined ? [] : [branch('video', packed[codec])]),
    branch('audio', 'audio/mpeg,mpegversion=4,stream-format=raw'),
  ].join('  ');
}
