import { DubbingError, toDubbingError, type Logger } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { systemClock, type Clock } from '../media/clock.js';
import { firstPublish, isSamePublish, joinPublishes, type Publish } from './publish.js';
import { readPublishPath } from './publish-path.js';
import { PublishedNames, type PublishedName } from './published-names.js';
import type { StreamRegistry } from './registry.js';
import type { SpecBuilder } from './spec-builder.js';
import { isOver } from './state.js';
import type { Stream } from './stream.js';

/** What a hook came to. Ignored ones are no error: media servers call for every path they have. */
export interface HookAnswer {
  /** `waiting`: the stream before it is still being played out; it starts when that is over. */
  action: 'started' | 'resumed' | 'running' | 'waiting' | 'ending' | 'ignored';
  stream?: string;
  reason?: string;
}

/** Everything that is published on the media server. */
export interface PublishList {
  /** When it was asked for, by the clock that the events were given: what hooks told later counts for more. */
  readonly askedAtMs: number;
  readonly publishes: readonly Publish[];
  /** False where publishes may be missing in it: then nothing is taken for gone. */
  readonly isWhole: boolean;
}

/** What a list told that no hook had. */
export type HealedCount = Readonly<Record<'started' | 'resumed' | 'ending', number>>;

/**
 * Turns what is published on the media server into streams that start and end. Hooks tell of changes, lists of how
 * things are; both come in here, so that they cannot disagree. A publish whose stream somebody ended, or which failed
 * for good, starts none again: the next publish does.
 */
export class PublishEvents {
  readonly #registry: StreamRegistry;
  readonly #specs: SpecBuilder;
  readonly #graceMs: number;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #names = new PublishedNames();

  constructor(
    registry: StreamRegistry,
    specs: SpecBuilder,
    graceMs: number,
    logger: Logger,
    clock: Clock = systemClock,
  ) {
    this.#registry = registry;
    this.#specs = specs;
    this.#graceMs = graceMs;
    this.#logger = logger;
    this.#clock = clock;
  }

  /**
   * A hook tells of a publish.
   * @throws DubbingError SHUTTING_DOWN, STREAM_LIMIT, and what makes a stream of the configuration impossible
   */
  async ready(publish: Publish): Promise<HookAnswer> {
    const path = readPublishPath(publish.path);
    if (path.kind !== 'source') return this.#notSource(publish.path, path.kind);
    this.#registry.checkOpen();
    const name = this.#names.of(path.id);
    name.heardAtMs = this.#clock.nowMs();
    return this.#appeared(name, { ...publish, path: path.path }, (same) => same === true);
  }

  /** A hook tells that a publish is over. Of something that is not running, or that no publish started, it is harmless. */
  async notReady(publish: Publish): Promise<HookAnswer> {
    const path = readPublishPath(publish.path);
    if (path.kind !== 'source') return this.#notSource(publish.path, path.kind);
    const name = this.#names.of(path.id);
    name.heardAtMs = this.#clock.nowMs();
    const gone = { ...publish, path: path.path };
    if (name.waiting !== undefined && isSamePublish(name.waiting, gone) !== false) {
      name.waiting = undefined;
      return { action: 'ignored', reason: 'its stream had not started yet' };
    }
    await name.starting?.catch(() => {});
    if (name.served !== undefined && isSamePublish(name.served, gone) === false)
      return { action: 'ignored', reason: 'another publish has taken its place' };
    return this.#left(name);
  }

  /** Compares a list with what runs. Never rejects: what cannot be started is told, and tried again with the next list. */
  async reconcile({ askedAtMs, publishes, isWhole }: PublishList): Promise<HealedCount> {
    const counts = { started: 0, resumed: 0, ending: 0 };
    const found = new Map<string, Publish[]>();
    for (const publish of publishes) {
      const path = readPublishPath(publish.path);
      if (path.kind !== 'source') continue;
      found.set(path.id, [...(found.get(path.id) ?? []), { ...publish, path: path.path }]);
    }
    for (const [id, candidates] of found) {
      const name = this.#names.of(id);
      if (name.heardAtMs >= askedAtMs) continue;
      const action = await this.#compare(name, candidates, isWhole).catch((error: unknown) =>
        this.#notTaken(name, error),
      );
      if (action === 'started' || action === 'resumed' || action === 'ending') counts[action] += 1;
    }
    if (!isWhole) return counts;
    for (const name of this.#names.list()) {
      if (found.has(name.id) || name.heardAtMs >= askedAtMs) continue;
      name.waiting = undefined;
      if (this.#unpublished(name)) counts.ending += 1;
      if (name.stream === undefined && name.starting === undefined) this.#names.forget(name);
    }
    return counts;
  }

  /** What becomes of a name under which something is published. */
  async #compare(name: PublishedName, candidates: readonly Publish[], isWhole: boolean): Promise<HookAnswer['action']> {
    const own = candidates.find(({ path }) => path === name.served?.path);
    const isRunning = name.stream !== undefined && !isOver(name.stream.state);
    // The worker pulls from the path that it was started with: another one does not bring its source back.
    if (isRunning && own === undefined) {
      this.#tell(name, 'a publish waits for the end of the stream of the same name', { path: candidates[0]?.path });
      return isWhole && this.#unpublished(name) ? 'ending' : 'ignored';
    }
    const chosen = own ?? firstPublish(candidates);
    if (chosen === undefined) return 'ignored';
    const { action } = await this.#appeared(name, chosen, (same) => same !== false);
    if (candidates.length > 1) {
      const others = candidates.filter((other) => other !== chosen).map(({ path }) => path);
      this.#tell(name, 'two publishes are for one stream: the first is kept', { kept: chosen.path, others });
    }
    return action;
  }

  /** @param isRefused whether a publish counts as the one whose stream was ended, by what is known of both */
  async #appeared(
    name: PublishedName,
    publish: Publish,
    isRefused: (same: boolean | undefined) => boolean,
  ): Promise<HookAnswer> {
    if (name.starting !== undefined) {
      await name.starting;
      return { action: 'running', stream: name.id };
    }
    const stream = this.#registry.find(name.id);
    const isRunning = stream !== undefined && !isOver(stream.state);
    if (isRunning && stream.state !== 'ending') return this.#goOn(name, stream, publish);
    const { served, stream: own } = name;
    const wasEnded = name.wasEnded || (own?.outcome !== undefined && own.outcome !== 'source-gone');
    if (wasEnded && served !== undefined && isRefused(isSamePublish(served, publish))) {
      name.served = joinPublishes(served, publish);
      return this.#ignored(name, 'the stream of this publish was ended or failed; the next publish starts one');
    }
    if (isRunning) {
      this.#startAfter(name, stream, publish);
      return { action: 'waiting', stream: name.id };
    }
    return this.#start(name, publish);
  }

  #goOn(name: PublishedName, stream: Stream, publish: Publish): HookAnswer {
    const { served } = name;
    if (stream !== name.stream || served === undefined)
      return this.#ignored(name, 'a stream of this name runs that no publish started');
    if (served.path !== publish.path)
      return this.#ignored(name, `the stream of this name is published as ${served.path}`);
    name.served = isSamePublish(served, publish) === false ? publish : joinPublishes(served, publish);
    return { action: stream.sourcePublished(), stream: name.id };
  }

  /** The publisher came back while its old stream was still playing out. Only the latest publish counts. */
  #startAfter(name: PublishedName, stream: Stream, publish: Publish): void {
    const isFirst = name.waiting === undefined;
    name.waiting = publish;
    if (!isFirst) return;
    void stream.closed.then(async () => {
      const { waiting } = name;
      name.waiting = undefined;
      if (waiting === undefined) return;
      await this.#appeared(name, waiting, (same) => same === true).catch((error: unknown) =>
        this.#notTaken(name, error),
      );
    });
  }

  async #start(name: PublishedName, publish: Publish): Promise<HookAnswer> {
    // Before the files that a stream needs are read: a publish for which there is no room comes again and again.
    this.#registry.admit(name.id);
    const starting = this.#registry.start(this.#specs.fromPublish(name.id, publish.path), true);
    name.starting = starting;
    try {
      const stream = await starting;
      Object.assign(name, { stream, served: publish, wasEnded: false });
      name.told.clear();
      void stream.closed.then(() => {
        if (name.stream !== stream) return;
        name.wasEnded = stream.outcome !== 'source-gone';
        name.stream = undefined;
      });
      this.#logger.info('a publish starts a stream', { stream: name.id, path: publish.path });
      return { action: 'started', stream: name.id };
    } catch (error) {
      // A request took the name while the files were made ready.
      if (error instanceof DubbingError && error.code === errorCodes.STREAM_EXISTS)
        return this.#ignored(name, 'a stream of this name runs that no publish started');
      throw error;
    } finally {
      name.starting = undefined;
    }
  }

  #left(name: PublishedName): HookAnswer {
    const stream = this.#registry.find(name.id);
    if (stream === undefined || isOver(stream.state)) {
      // Its publish is over, so there is nothing left that must not start a stream again.
      if (name.stream === undefined) this.#names.forget(name);
      return { action: 'ignored', reason: 'no such stream is running' };
    }
    if (stream !== name.stream) return { action: 'ignored', reason: 'the stream was not started by a publish' };
    this.#unpublished(name);
    return { action: 'ending', stream: name.id };
  }

  #unpublished(name: PublishedName): boolean {
    return name.stream?.sourceUnpublished(this.#graceMs) ?? false;
  }

  #notTaken(name: PublishedName, error: unknown): 'ignored' {
    const problem = toDubbingError(error);
    if (problem.retryable) this.#tell(name, 'a publish is not taken yet', { reason: problem.code });
    else this.#tell(name, 'a publish cannot be taken', { reason: problem.code, error: problem });
    return 'ignored';
  }

  #ignored(name: PublishedName, reason: string): HookAnswer {
    this.#tell(name, 'a publish is not taken', { reason });
    return { action: 'ignored', stream: name.id, reason };
  }

  /** Lists come every few seconds; what they tell again and again is told once. */
  #tell(name: PublishedName, message: string, facts: Readonly<Record<string, unknown>>): void {
    const told = `${message} ${String(facts['reason'])}`;
    if (name.told.has(told)) return;
    name.told.add(told);
    this.#logger.warn(message, { stream: name.id, ...facts });
  }

  #notSource(path: string, kind: 'processed' | 'unknown'): HookAnswer {
    const reason = kind === 'processed' ? 'the path is an output of this service' : 'the path is not a source path';
    this.#logger.debug('a hook is ignored', { path, reason });
    return { action: 'ignored', reason };
  }
}
