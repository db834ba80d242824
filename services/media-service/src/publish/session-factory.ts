import type { VideoConfig } from '../media/units.js';
import { MuxedForm } from './muxed-form.js';
import { PipelineSession } from './pipeline-session.js';
import { PipelineStock } from '../gst/pipeline-stock.js';
import { recordingDoor } from './recording/door.js';
import { Mp4Session } from './recording/mp4-session.js';
import { TsSession } from './recording/ts-session.js';
import { RtmpSession } from './rtmp/rtmp-session.js';
import type { Session } from './session.js';
import { srtDoor, type SrtPast } from './srt/door.js';
import type { Target } from './target.js';
import { TsForm } from './ts-form.js';

export interface SessionFactoryOptions {
  readonly language: string;
  readonly files?: 'parts' | 'single';
  readonly ca?: string | undefined;
}

/** Opens the sessions of one output, one after the other. */
export class SessionFactory {
  readonly #target: Target;
  readonly #options: SessionFactoryOptions;
  readonly #stock = new PipelineStock();
  readonly #srtPast: SrtPast = { wasKeptOut: false };

  constructor(target: Target, options: SessionFactoryOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** Never waits: what goes wrong shows in the session's `ended`. */
  open(video: VideoConfig | undefined, keepsOpening: boolean): Session {
    const target = this.#target;
    const { language, ca } = this.#options;
    const common = { language, video, keepsOpening };
    if (target.kind === 'rtmp') return new RtmpSession({ ...common, address: target.address, ca });
    const stock = this.#stock;
    if (target.kind === 'srt') {
      const door = srtDoor(target.address, this.#srtPast);
      return new PipelineSession({ ...common, stock, door, form: (take) => new TsForm(video, language, take) });
    }
    const { path, container } = target;
    const overwrites = this.#options.files === 'single';
    if (container === 'mp4') return new Mp4Session({ ...common, path, overwrites });
    if (container === 'mpegts') return new TsSession({ ...common, path, overwrites });
    const door = recordingDoor({ path, overwrites });
    return new PipelineSession({ ...common, stock, door, form: (take) => new MuxedForm(container, video, take) });
  }
}
