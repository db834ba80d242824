import { DubbingError, Deferred } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { nativeGStreamer, type BusMessage, type NativeElement, type NativePipeline } from './binding.js';
import { launchError, pipelineErrorOf, type PipelineError } from './pipeline-error.js';

/** Every way in which a pipeline's run can end. */
export type PipelineEnd =
  { readonly kind: 'eos' } | { readonly kind: 'error'; readonly error: PipelineError } | { readonly kind: 'stopped' };

/** A sink's packets are taken one by one; a returned promise holds the next pull back. */
export type PacketHandler = (packet: Buffer) => void | Promise<void>;

/**
 * One GStreamer pipeline, from its launch line to its stop.
 *
 * Each pending pull and each polled bus holds a libuv thread, and libuv has four unless the process is
 * started with a larger UV_THREADPOOL_SIZE: count one per pipeline and one per pulled sink.
 */
export class Pipeline {
  readonly #native: NativePipeline;
  readonly #ended = new Deferred<PipelineEnd>();
  #state: 'new' | 'playing' | 'stopped' = 'new';
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
    if (wasPlaying) this.#native.stop();
    this.#ended.resolve({ kind: 'stopped' });
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
    const child = this.#native.findChild(name);
    if (child === undefined) throw notOfKind(name, 'an element of the pipeline');
    return child;
  }

  #onMessage(message: BusMessage): void {
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

function bigEndian(ptsNs: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(ptsNs);
  return bytes;
}

function notOfKind(name: string, kind: string): DubbingError {
  return new DubbingError(errorCodes.PIPELINE_INVALID, `"${name}" is not ${kind}`, { source: name });
}
