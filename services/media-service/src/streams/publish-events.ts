import { DubbingError, type Logger } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { readPublishPath } from './publish-path.js';
import type { StreamRegistry } from './registry.js';
import type { SpecBuilder } from './spec-builder.js';
import { isOver } from './state.js';

/** What a hook came to. Ignored ones are no error: media servers call for every path they have. */
export interface HookAnswer {
  action: 'started' | 'resumed' | 'running' | 'ending' | 'ignored';
  stream?: string;
  reason?: string;
}

/** Turns publishes and unpublishes on the media server into streams that start and end. */
export class PublishEvents {
  readonly #registry: StreamRegistry;
  readonly #specs: SpecBuilder;
  readonly #graceMs: number;
  readonly #logger: Logger;

  constructor(registry: StreamRegistry, specs: SpecBuilder, graceMs: number, logger: Logger) {
    this.#registry = registry;
    this.#specs = specs;
    this.#graceMs = graceMs;
    this.#logger = logger;
  }

  async ready(rawPath: string): Promise<HookAnswer> {
    const path = readPublishPath(rawPath);
    if (path.kind !== 'source') return this.#ignored(rawPath, path.kind);
    const running = this.#registry.find(path.id);
    if (running !== undefined && !isOver(running.state) && running.state !== 'ending') {
      return { action: running.sourcePublished(), stream: path.id };
    }
    // The publisher came back while its old stream was still playing out: the new one starts when that is over.
    if (running !== undefined) await running.closed;
    try {
      await this.#registry.start(this.#specs.fromPublish(path.id, path.path), true);
    } catch (error) {
      // Two notices of one publish may both have waited: the second finds the stream running.
      if (!(error instanceof DubbingError) || error.code !== errorCodes.STREAM_EXISTS) throw error;
      return { action: 'running', stream: path.id };
    }
    this.#logger.info('a publish starts a stream', { stream: path.id });
    return { action: 'started', stream: path.id };
  }

  /** An unpublish of something that is not running, or that no publish started, is harmless. */
  notReady(rawPath: string): HookAnswer {
    const path = readPublishPath(rawPath);
    if (path.kind !== 'source') return this.#ignored(rawPath, path.kind);
    const stream = this.#registry.find(path.id);
    if (stream === undefined || isOver(stream.state)) return { action: 'ignored', reason: 'no such stream is running' };
    if (!stream.hooked) return { action: 'ignored', reason: 'the stream was not started by a publish' };
    stream.sourceUnpublished(this.#graceMs);
    return { action: 'ending', stream: path.id };
  }

  #ignored(path: string, kind: 'processed' | 'unknown'): HookAnswer {
    const reason = kind === 'processed' ? 'the path is an output of this service' : 'the path is not a source path';
    this.#logger.debug('a hook is ignored', { path, reason });
    return { action: 'ignored', reason };
  }
}
