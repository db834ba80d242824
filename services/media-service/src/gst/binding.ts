import { createRequire } from 'node:module';
import { DubbingError, describeError } from '@dubbing/common';

import { errorCodes } from '../errors.js';

/**
 * What this project uses of gstreamer-superficial, which ships no types.
 * Nothing outside this folder imports that package.
 */
export interface NativePipeline {
  play(): void;
  stop(): void;
  sendEOS(): void;
  /** Seconds. Where nobody answers, whatever the memory held. */
  queryPosition(): number;
  findChild(name: string): NativeElement | undefined;
  /** Calls back for every bus message until the pipeline is stopped. Holds one libuv thread all that time. */
  pollBus(callback: (message: BusMessage) => void): void;
}

export interface NativeElement {
  /** Fdsinks only: what it writes to. */
  fd?: number;
  /** Appsinks only: whether their stream has ended. */
  readonly eos?: boolean;
  /** Appsrcs only. Copies the buffer; takes any amount, so the caller must watch `current-level-bytes`. */
  push?(buffer: Buffer, ptsNsBigEndian?: Buffer): void;
  /** Appsrcs only. 64-bit numbers arrive as decimal text. */
  readonly 'current-level-bytes'?: string;
  /** Identities only: `application/x-identity-stats, num-bytes=(guint64)0, num-buffers=(guint64)0;`. */
  readonly stats?: string;
}

/** The fields of the message's structure lie beside these and may hide `type` and `name`. */
export interface BusMessage {
  readonly type?: string;
  /** For errors the path of the element, `/GstPipeline:pipeline0/GstFileSrc:source`. */
  readonly name?: string;
  readonly message?: string;
  readonly debug?: string;
  /** Missing-plugin messages only: the caps or the element that has no plugin. */
  readonly detail?: string;
  readonly _src_element_name?: string;
  /** Messages of type `state-changed` only. */
  readonly 'old-state'?: string;
  readonly 'new-state'?: string;
}

interface NativeModule {
  readonly Pipeline: new (launch: string) => NativePipeline;
}

let loaded: NativeModule | undefined;

/** @throws DubbingError GSTREAMER_MISSING when the addon or the GStreamer libraries are not there. */
export function nativeGStreamer(): NativeModule {
  if (loaded !== undefined) return loaded;
  try {
    // An ES import cannot name a native addon, so the package is loaded the CommonJS way.
    loaded = createRequire(import.meta.url)('gstreamer-superficial') as NativeModule;
    return loaded;
  } catch (cause) {
    throw new DubbingError(
      errorCodes.GSTREAMER_MISSING,
      'GStreamer cannot be loaded; install the Debian packages libgstreamer1.0-dev and ' +
        `libgstreamer-plugins-base1.0-dev, then run npm rebuild gstreamer-superficial (${describeError(cause)})`,
      { source: 'gstreamer-superficial', cause },
    );
  }
}
