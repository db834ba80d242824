import type { DubbingError } from '@dubbing/common';

import type { GdpPacket } from '../gst/gdp-packet.js';
import type { PipelineStock } from '../gst/pipeline-stock.js';
import type { VideoConfig } from '../media/units.js';
import type { Picture } from './picture/picture.js';

/** What becomes of a packet: a promise holds the track back. */
export type Taken = Promise<void> | undefined;

export type PacketTaker = (packet: GdpPacket) => Taken;

export interface FeedHandlers {
  /** Comes before the first picture that it is for; may repeat the one before. */
  onVideoConfig(config: VideoConfig): void;
  onPicture(picture: Picture): Taken;
  /** @param track 1 for the input's first audio track. */
  onSound(track: number, packet: GdpPacket): Taken;
  /** The input has video that cannot be passed through. */
  onOtherVideo(codec: string): void;
  onCodec(kind: 'video' | 'audio', codec: string): void;
  /** How many audio tracks the input has, as soon as that is known for sure. */
  onSoundTracks(count: number): void;
  onFault(error: DubbingError): void;
  /** Everything that the source had has been taken. */
  onEnd(): void;
}

export interface FeedOptions {
  /** Whether the media is held to its own pace. */
  readonly paced: boolean;
  /** Whether the media is taken as fast as it can be had. */
  readonly unpaced: boolean;
  /** The audio tracks that are wanted, 1 for the first. */
  readonly wanted: readonly number[];
  readonly signal: AbortSignal;
  /** Pipelines of earlier connections that can run again. */
  readonly stock: PipelineStock;
  /** Whether any unit came so far: a fault in the middle is not one of the opening. */
  readonly sawMedia: () => boolean;
}

/** One running connection to a source: what opens it, takes it apart and decodes its sound. */
export interface Feed {
  start(): void;
  /** Whether any sound of the track was found, decoded or not. */
  hasSound(track: number): boolean;
  /** How many audio tracks had sound so far, where that is how they are counted. */
  soundTracks?(): number;
  /** Ends every track's delivery. May be called again. */
  stop(): Promise<void>;
}

/** How long the pipelines are not asked for more after they gave some: no unit is needed at once. See `Pipeline.pull`. */
export const VIDEO_REST_MS = 40;
/** Sound comes in blocks of this length. */
export const AUDIO_REST_MS = 100;
