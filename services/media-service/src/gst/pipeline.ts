import { DubbingError, Deferred } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { nativeGStreamer, type BusMessage, type NativeElement, type NativePipeline } from './binding.js';
import { BytePipe, type BytesHandler } from './byte-pipe.js';
import type { GdpPacket } from './gdp-packet.js';
import { GdpReader } from './gdp-reader.js';
import { launchError, pipelineErrorOf, type PipelineError } from './pipeline-error.js';

/** Every way in which a pipeline's run can end. */
export type PipelineEnd =
  { readonly kind: 'eos' } | { readonly kind: 'error'; readonly error: PipelineError } | { readonly kind: 'stopped' };

/** Takes the packets that came from a sink, at least one; a returned promise holds the next ones back. */
export type PacketHandler = (packets: readonly GdpPacket[]) => void | Promise<void>;

/** The end of a launch line from which bytes are to be pulled, or packets where it follows a `gdppay`. */
export function pulledSink(name: string): string {
  return `fdsink name=${name} sync=false async=false enable-last-sample=false`;
}

/**
 * The same for one of several branches. A pipeline tells that it is over when all its sinks are; what tells of one
 * sink alone is an appsink beside it, to which nothing gets but the end.
 */
export function pulledBranch(name: string): string {
  return (
    `tee name=${name}-tee ! ${pulledSink(name)}  ` +
    `${name}-tee. ! identity drop-probability=1 silent=true ! appsink name=${endOf(name)} sync=false async=false`
  );
}
const endOf = (name: string): string => `${name}-end`;
const pulledSinks = /\bfdsink name=([\w-]+)/g;

/** Stopping is a matter of milliseconds; the bus tells of it at once. */
const REST_TIMEOUT_MS = 2000;

/**
 * One GStreamer pipeline, from its launch line to its stop.
 *
 * Each polled bus holds a libuv thread, and libuv has four unless the process is started with a larger
 * UV_THREADPOOL_SIZE: count one per pipeline.
 */
export class Pipeline {
  readonly #native: NativePipeline;
  readonly #children = new Map<string, NativeElement>();
  readonly #pulled: readonly string[];
  readonly #pipes = new Map<string, BytePipe>();
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
      this.#native = new Native(unflushed(launch));
    } catch (cause) {
      throw launchError(launch, cause);
    }
    this.#pulled = Array.from(launch.matchAll(pulledSinks), ([, name = '']) => name);
  }

  /** Settles once, with the first thing that ended the run. Never rejects. */
  get ended(): Promise<PipelineEnd> {
    return this.#ended.promise;
  }

  play(): void {
    if (this.#state !== 'new') return;
    this.#state = 'playing';
    for (const name of this.#pulled) {
      const pipe = new BytePipe();
      this.#pipes.set(name, pipe);
      this.#child(name).fd = pipe.fd;
    }
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
    for (const pipe of this.#pipes.values()) pipe.close();
    this.#pipes.clear();
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
    this.missingPlugins.length = 0;
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

  /**
   * Takes the packets of a sink until its end of stream, the end of the pipeline or the stop. Call it after `play`.
   * @param restMs see `pullBytes`
   * @throws DubbingError GDP_INVALID; whatever `onPackets` throws
   */
  async pull(sinkName: string, onPackets: PacketHandler, restMs: number): Promise<void> {
    const reader = new GdpReader();
    const onBytes = (bytes: Buffer): void | Promise<void> => {
      const packets = reader.push(bytes);
      return packets.length === 0 ? undefined : onPackets(packets);
    };
    await this.pullBytes(sinkName, onBytes, restMs);
  }

  /**
   * Takes the bytes of a sink until the end of the pipeline or the stop. Call it after `play`.
   * @param restMs how long nothing is asked for after something came: shorter than what comes at once lasts; 0 to take
   * bytes as fast as they come
   * @throws whatever `onBytes` throws
   */
  async pullBytes(sinkName: string, onBytes: BytesHandler, restMs: number): Promise<void> {
    const pipe = this.#pipes.get(sinkName);
    if (pipe === undefined) {
      if (this.#state === 'stopped') return;
      throw notOfKind(sinkName, 'a sink that can be pulled from');
    }
    const ended = this.#ended;
    const branch = this.#pulled.length > 1 ? this.#child(endOf(sinkName)) : undefined;
    await pipe.read(onBytes, restMs, () => ended.settled || branch?.eos === true);
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
    if (this.#state !== 'playing') this.#comeToRest();
    if (!this.#isHeard) this.#isHeard = isFirstStep(message);
    if (!this.#isHeard) return;
    if (message.type === 'error') this.#end({ kind: 'error', error: pipelineErrorOf(message) });
    else if (message.type === 'eos') this.#end({ kind: 'eos' });
    else if (message.detail !== undefined) this.missingPlugins.push(message.name ?? message.detail);
  }

  /** Told once the addon is done with the message: a pipeline that plays again by then would be polled twice for ever. */
  #comeToRest(): void {
    const resting = this.#resting;
    setImmediate(() => resting?.resolve());
  }

  /**
   * Told once the addon is done with the message: it asks for the next one then, and not if a stop has come in between,
   * which `rest` would wait for in vain.
   */
  #end(end: PipelineEnd): void {
    const ended = this.#ended;
    setImmediate(() => ended.resolve(end));
  }
}

/**
 * With a flushed bus the thread that polls it would wait for ever after the stop. Unflushed, the state messages of the
 * stop itself wake it. In the launch line, because the addon's own property is not reached on Node 24.
 */
function unflushed(launch: string): string {
  return `pipeline.( auto-flush-bus=false ${launch} )`;
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
