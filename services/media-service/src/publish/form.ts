import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';

/** What the pipeline of a session is given: GDP packets for one of its `appsrc`s, and the time that they bring it to. */
export type FormTaker = (input: string, packet: Buffer, timeNs?: bigint) => void;

/** How the units of a session become what its pipeline takes. It starts at a key frame, whose decoding time becomes its zero. */
export interface Form {
  /** The launch line of everything but the sink. */
  readonly launch: (sink: string) => string;
  /** The `appsrc`s of the launch line, with the caps of what they are given. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The programme time at which the timestamps that leave are zero; undefined before the first unit. */
  readonly zeroPtsNs: bigint | undefined;
  setVideoConfig(config: VideoConfig): void;
  /**
   * @param mayStart whether the session may begin with this unit
   * @returns false when the unit is before the start
   */
  pushVideo(unit: VideoUnit, mayStart: boolean): boolean;
  /** As `pushVideo`. */
  pushAudio(unit: AudioUnit, mayStart: boolean): boolean;
  /** Gives out what is held back. */
  flush(): void;
}
