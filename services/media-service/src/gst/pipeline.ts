import { DubbingError, Deferred } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { nativeGStreamer, type BusMessage, type NativeElement, type NativePipeline } from './binding.js';
import { launchError, pipelineErrorOf, type PipelineError } from './pipeline-error.js';

/** Every way in which a pipeline's run can end. */
export type PipelineEnd =
  { readonly kind: 'eos' } | { readonly kind: 'error'; readonly error: PipelineError } | { readonly kind: 'stopped' };

/** A sink's packets are taken one by one; a returned promise holds the next pull back. */
export type PacketHandler = (packet: Buffer) => void | Promise<void>;

/** Stopping is a matter of milliseconds; the bus tells of it at once. */
const REST_TIMEOUT_MS = 2000;

/**
 * One GStreamer pipeline, from its launch line to its stop.
 *
 * Each pending pull and each polled bus holds a libuv thread, and libuv has four unless the process is
 * started with a larger UV_THREADPOOL_SIZE: count one per pipeline and one per pulled sink.
 */
export class Pipeline {
  readonly #native: NativePipeline;
  readonly #children = new Map<string, NativeElement>();
  #ended = new Deferred<PipelineEnd>();
  #state: 'new' | 'playing' | 'stopped' = 'new';
  /** Between a stop and the moment at which nobody polls the bus any more. */
  #resting: Deferred<void> | undefined;
  /** The bus may still hold what an earlier run said. */
  #isHeard = true;
  /** What no plugin was found for, as GStreamer describes it ("MPEG-4 AAC decoder"). */
  readonly missingPlugins: string[] = [];

  /** @throws DubbingError GSTREAMER_MISSING, GSTREAMER_ELEMENT_MISSING or PIPELINE_INVALID. */
  constructor(launch: string) {
    const { Pipeline: Native } = nativeGStreamer();
    try {
      this.#native = new Native(launch);
    } catch (cause) {
      throw launchError(launch, cause);
    }
    // With a flushed bus the thread that polls it would wait for ever after the stop. Unflushed, the state
    // messages of the stop itself wake it.
    this.#native['auto-flush-bus'] = false;
  }

  /** Settles once, with the first thing that ended the run. Never rejects. */
  get ended(): Promise<PipelineEnd> {
    return this.#ended.promise;
  }

  play(): void {
    if (this.#state !== 'new') return;
    this.#state = 'playing';
    this.#native.pollBus((message) => this.#onMessage(message));
    this.#native.play();
  }

  /** Ends every pull with the end of its loop. May be called again. */
  stop(): void {
    if (this.#state === 'stopped') return;
    const wasPlaying = this.#state === 'playing';
    this.#state = 'stopped';
    if (wasPlaying) {
      this.#resting = new Deferred();
      this.#native.stop();
    }
    this.#ended.resolve({ kind: 'stopped' });
  }

  /**
   * Stops, and makes ready to `play` once more: the addon never frees a pipeline, so that what runs again and again has
   * to be one and the same.
   * @returns false where the pipeline does not come to rest, and must not be used again
   */
  async rest(): Promise<boolean> {
    this.stop();
    if (this.#resting === undefined) return this.#state === 'new';
    const timer = setTimeout(() => this.#resting?.reject(new Error('not at rest')), REST_TIMEOUT_MS);
    try {
      await this.#resting.promise;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
    this.#resting = undefined;
    this.#ended = new Deferred();
    this.#isHeard = false;
    this.#state = 'new';
    return true;
  }

  /** How far the sinks have come, in nanoseconds of running time; undefined while nobody knows. */
  get positionNs(): bigint | undefined {
    if (this.#state !== 'playing') return undefined;
    const positionS = this.#native.queryPosition();
    return Number.isFinite(positionS) && positionS >= 0 ? BigInt(Math.round(positionS * 1e9)) : undefined;
  }

  /** Sets a property before `play`. */
  set(elementName: string, property: string, value: string): void {
    Reflect.set(this.#child(elementName), property, value);
  }

  /**
   * A property as GStreamer writes it. The addon loses some bytes at each reading of anything but a small number or a
   * truth value: nothing to do every second.
   */
  read(elementName: string, property: string): string {
    return String(Reflect.get(this.#child(elementName), property) ?? '');
  }

  /** Takes packets from an appsink until end of stream or stop. Call it after `play`. */
  async pull(sinkName: string, onPacket: PacketHandler): Promise<void> {
    const sink = this.#child(sinkName);
    if (sink.pull === undefined) throw notOfKind(sinkName, 'an appsink');
    const next = (): Promise<Buffer | null> => new Promise((resolve) => sink.pull?.((buffer) => resolve(buffer)));
    for (let packet = await next(); packet !== null && this.#state === 'playing'; packet = await next()) {
      const held = onPacket(packet);
      if (held !== undefined) await held;
    }
  }

  /** An appsrc to push to. Pushing never blocks: the caller watches the level. */
  source(sourceName: string): PushPort {
    const child = this.#child(sourceName);
    if (child.push === undefined) throw notOfKind(sourceName, 'an appsrc');
    return {
      push: (buffer, ptsNs) => {
        if (this.#state === 'stopped') return;
        if (ptsNs === undefined) child.push?.(buffer);
        else child.push?.(buffer, bigEndian(ptsNs));
      },
      levelBytes: () => Number(child['current-level-bytes'] ?? 0),
    };
  }

  /** How many buffers have gone through an `identity` so far, told without any queue or thread in between. */
  buffersThrough(identityName: string): number {
    return Number(/num-buffers=\(guint64\)(\d+)/.exec(this.#child(identityName).stats ?? '')?.[1] ?? 0);
  }

  #child(name: string): NativeElement {
    const child = this.#children.get(name) ?? this.#native.findChild(name);
    if (child === undefined) throw notOfKind(name, 'an element of the pipeline');
    // Each search of the addon keeps a reference for ever.
    this.#children.set(name, child);
    return child;
  }

  #onMessage(message: BusMessage): void {
    // The addon polls until it sees a message of a pipeline that has stopped: this is the last one.
    if (this.#state !== 'playing') this.#resting?.resolve();
    if (!this.#isHeard) this.#isHeard = isFirstStep(message);
    if (!this.#isHeard) return;
    if (message.type === 'error') this.#ended.resolve({ kind: 'error', error: pipelineErrorOf(message) });
    else if (message.type === 'eos') this.#ended.resolve({ kind: 'eos' });
    else if (message.detail !== undefined) this.missingPlugins.push(message.name ?? message.detail);
  }
}

export interface PushPort {
  push(buffer: Buffer, ptsNs?: bigint): void;
  /** Bytes that were pushed and that the pipeline has not taken yet. */
  levelBytes(): number;
}

/** The pipeline itself has left its first state: from here on the bus speaks of this run. */
function isFirstStep(message: BusMessage): boolean {
  return message['old-state'] === 'GST_STATE_NULL' && message['new-state'] === 'GST_STATE_READY';
}

function bigEndian(ptsNs: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(ptsNs);
  return bytes;
}

function notOfKind(name: string, kind: string): DubbingError {
  return new DubbingError(errorCodes.PIPELINE_INVALID, `"${name}" is not ${kind}`, { source: name });
}
