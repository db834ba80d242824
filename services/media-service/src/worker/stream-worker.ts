import { Closer, Deferred, toDubbingError, type DubbingError, type Logger } from '@dubbing/common';
import { AsRunRecord } from '../as-run/as-run-record.js';
import { DelayLine } from '../delay/delay-line.js';
import type { LiveCaption } from '../media/caption.js';
import { openIngest } from '../ingest/ingest.js';
import { Segmenter } from '../segment/segmenter.js';
import { selectVoiceDetector } from '../segment/select-vad.js';
import { StsClient } from '../sts-client/client.js';
import { ProgrammeTimeline } from '../timeline/programme-timeline.js';
import { answered } from './answered.js';
import { checkOutputs, checkVideo } from './check-outputs.js';
import { cutSettings } from './cut-settings.js';
import { FlowGate } from './flow-gate.js';
import { LastWords } from './last-words.js';
import type { WorkerStatus } from './messages.js';
import { prepareHls } from './prepare-hls.js';
import { Programme } from './programme.js';
import { remainingTime } from './remaining-time.js';
import { openSeparation } from './separation.js';
import type { Stages } from './stages.js';
import { describeWorker } from './status.js';
import { tracksOf } from './tracks-of.js';
import type { StreamSpec } from './stream-spec.js';

/** A file that goes as fast as the engines needs room for several fragments in flight, whatever delay was asked for. */
const FAST_DELAY_MS = 20_000;

export interface StreamWorkerHandlers {
  /** The state changed; `status` tells to what. */
  onState(): void;
  /** Words that are new, ahead of their release. */
  onCaption(caption: LiveCaption): void;
}

/**
 * One stream from its source to its outputs. This file is the table of contents: it names the stages in order and owns
 * the one AbortController that ends them all.
 */
export class StreamWorker {
  /** Resolves when everything is closed: with the error that ended the stream, or undefined. Never rejects. */
  readonly closed: Promise<DubbingError | undefined>;
  readonly #spec: StreamSpec;
  readonly #logger: Logger;
  readonly #handlers: StreamWorkerHandlers;
  readonly #abort = new AbortController();
  readonly #closer = new Closer();
  /** Whatever ends the stream before its source does: a request, or an error that leaves nothing to go on with. */
  readonly #stop = new Deferred<DubbingError | undefined>();
  readonly #sourceOver = new Deferred<void>();
  readonly #stsSettled = new Deferred<void>();
  readonly #lastWords: LastWords;
  #draining = false;
  #state: WorkerStatus['state'] = 'starting';
  #stages: Stages | undefined;
  #reconnects = 0;

  constructor(spec: StreamSpec, logger: Logger, handlers: StreamWorkerHandlers) {
    this.#spec = spec;
    this.#logger = logger;
    this.#handlers = handlers;
    this.#lastWords = new LastWords({ longestMs: cutSettings(spec).maxMs, logger });
    this.closed = this.#run();
  }

  status(): WorkerStatus {
    return describeWorker(this.#spec, this.#state, this.#stages, this.#reconnects);
  }

  /** Ends the stream: what was released is completed, what is still held back is not shown. Idempotent. */
  end(reason: string): void {
    if (this.#state !== 'ending') this.#logger.info('stream ends', { reason });
    this.#stop.resolve(undefined);
  }

  /**
   * Ends the stream between two sentences, with all that is said by then and its dubs. One that is not on the air yet, or
   * that can be begun anew, ends at once. Idempotent.
   */
  drain(reason: string): void {
    if (this.#state === 'starting' || this.#stages === undefined || this.#spec.fast) {
      this.end(reason);
      return;
    }
    if (this.#draining || this.#state === 'ending') return;
    this.#draining = true;
    this.#logger.info('stream ends at the next pause', { reason });
    const { ingest } = this.#stages;
    this.#lastWords
      .speak(this.#stages)
      // From here on it is as if the source had ended.
      .then(() => ingest.close())
      .catch((cause: unknown) => this.#stop.resolve(toDubbingError(cause)));
  }

  async #run(): Promise<DubbingError | undefined> {
    let error: DubbingError | undefined;
    try {
      const stages = await this.#build();
      error = await Promise.race([this.#stop.promise, this.#playOut(stages)]);
    } catch (cause) {
      error = toDubbingError(cause);
    }
    this.#enter('ending');
    await this.#closer.close().catch((cause: unknown) => {
      this.#logger.error('stream was not closed cleanly', { error: cause });
      error ??= toDubbingError(cause);
    });
    this.#abort.abort();
    return error;
  }

  async #build(): Promise<Stages> {
    const { signal } = this.#abort;
    const spec = this.#spec;
    const logger = this.#logger;
    const { sourceLanguage, targetLanguages, mode, fast, engines, glossary, voices } = spec;
    checkOutputs(spec.outputs);
    const delayMs = fast ? Math.max(FAST_DELAY_MS, spec.delayMs) : spec.delayMs;
    const onError = (error: DubbingError) => logger.error('a stage failed', { error });
    const resume = spec.hls && (await prepareHls(spec.hls.directory, onError));
    const separator = await openSeparation(spec, logger, onError);
    this.#closer.add('separator', () => separator?.close());
    const detector = await selectVoiceDetector({ logger });

    const { asRun } = spec;
    const beneath = {
      bed: spec.bedTrack === undefined ? spec.bed : 'separate',
      duckDepthDb: spec.duckDepthDb,
    } as const;
    const record = asRun && new AsRunRecord({ ...asRun, ...beneath, streamId: spec.id, sourceLanguage, logger });
    this.#closer.add('as-run record', () => record?.close());

    const timeline = new ProgrammeTimeline({
      sourceLanguage,
      languages: targetLanguages,
      mode,
      quietUntil: (ptsNs) => segmenter.quietUntil(ptsNs),
      onAsRun: (run) => record?.fragment(run),
      onCaption: (caption) => this.#handlers.onCaption(caption),
    });

    const programme = new Programme({
      spec,
      timeline,
      resume,
      logger,
      signal,
      onFirstRelease: () => this.#enter('live'),
      onOutput: (run) => record?.output(run),
      onError: (error) => this.#stop.resolve(error),
    });

    const line = new DelayLine({
      delayMs,
      pace: fast ? 'unpaced' : 'source',
      onVideo: (unit) => programme.releaseVideo(unit),
      onAudio: (block) => programme.releaseAudio(this.#lastWords.heard(block)),
    });

    const gate = new FlowGate({
      delayMs,
      pause: () => this.#stages?.ingest.pause(),
      resume: () => this.#stages?.ingest.resume(),
      caughtUp: () => Promise.all([segmenter.drained(), separator?.drained(), programme.caughtUp()]),
    });

    const sts = new StsClient({
      url: spec.stsUrl,
      streamId: spec.id,
      sourceLanguage,
      targetLanguages: [...targetLanguages],
      engines,
      glossary,
      voices,
      logger,
      remainingMs: fast ? () => Number.POSITIVE_INFINITY : remainingTime({ programme, line, delayMs, mode }),
      overrunMs: (ptsNs) => timeline.overrunMs(ptsNs),
      onTranscript: (place, hearing) => timeline.hear(place, hearing),
      onReply: (fragment, reply, replyMs) => {
        const asrEngine = sts.ready?.engines.find(({ stage }) => stage === 'asr')?.name;
        timeline.reply(fragment, reply, { replyMs, asrEngine });
        gate.settled(fragment.sequence);
      },
      onFallback: (fragment, reason, error) => {
        timeline.fallback(fragment, reason, error);
        gate.settled(fragment.sequence);
      },
      onReady: () => {
        this.#stsSettled.resolve();
        // What a session advised is over with it; the new one tells where it is strained.
        segmenter.setTargetMs(0);
      },
      onBackpressure: (advice) => segmenter.setTargetMs(advice.recommendedFragmentMs),
      onFatal: (error) => this.#stsRefused(error),
    });

    const segmenter = new Segmenter({
      ...cutSettings({ mode, delayMs }),
      detector,
      onFragment: (fragment) => {
        if (!fragment.isSpeech) return;
        if (fast) gate.sent(fragment.sequence, fragment.startPtsNs);
        sts.submit(fragment);
      },
      onError,
    });

    this.#closer.add('sts-client', () => sts.close());
    this.#closer.add('segmenter', () => segmenter.close());
    this.#closer.add('programme', () => programme.finish());
    this.#closer.add('delay line', () => line.close());
    sts.start();
    if (fast) await answered(spec.stsUrl, Promise.race([this.#stsSettled.promise, this.#stop.promise]));
    // At its own pace media is taken in at once; no queue stands between a live source and the delay line.
    const take = (work: () => void) => (fast ? gate.admit(work) : work());

    const ingest = openIngest({
      input: spec.input,
      pace: fast ? 'fast' : 'own',
      graceMs: spec.graceMs,
      tracks: tracksOf(spec),
      signal,
      logger,
      handlers: {
        onVideoConfig: (config) => {
          checkVideo(spec, config.codec);
          take(() => programme.announceVideo(config));
        },
        onVideo: (unit) =>
          take(() => {
            programme.sawVideo(unit);
            line.pushVideo(unit);
          }),
        onAudio: (block) =>
          take(() => {
            line.pushAudio(block);
            // What is recognised best is the voice alone.
            segmenter.push({ ptsNs: block.ptsNs, pcm: block.commentary ?? block.pcm });
            separator?.push(block);
            if (fast)
              gate.moved(block.ptsNs, Math.max(segmenter.backlogMs, separator?.backlogMs ?? 0, programme.backlogMs));
          }),
        onState: (state) => {
          if (state === 'lost') {
            // The last words before the loss are sent now, not when the source is back.
            void segmenter.flush().then(() => sts.pause('the source was lost'));
            void separator?.flush();
          }
          if (state === 'live') sts.resume();
          this.#sourceChanged(state);
        },
        onEnd: (reason) => {
          logger.info('source is over', { reason });
          this.#sourceOver.resolve();
        },
      },
    });
    this.#closer.add('ingest', () => ingest.close());
    this.#stages = { ingest, gate, segmenter, separator, sts, timeline, line, programme, record };
    return this.#stages;
  }

  /** Waits for the end of the source, then for everything it still has in the delay line. */
  async #playOut({ ingest, gate, segmenter, separator, sts, line }: Stages): Promise<DubbingError | undefined> {
    const failure = await Promise.race([ingest.closed, this.#sourceOver.promise]);
    await gate.emptied();
    const flushed = Promise.all([segmenter.flush(), separator?.flush()]);
    if (this.#spec.fast) {
      await flushed;
      await sts.drain();
    }
    line.end();
    await Promise.all([flushed, line.drained]);
    return failure ?? undefined;
  }

  /**
   * A refusal is a fault of the request (a language, a pair without an engine). Before anything is on the air it ends
   * the stream; later, as when the service comes back with fewer engines, the programme goes on with the original.
   */
  #stsRefused(error: DubbingError): void {
    if (this.#state === 'starting') this.#stop.resolve(error);
    else this.#logger.error('speech-to-speech refuses the stream', { error });
  }

  #sourceChanged(state: 'connecting' | 'live' | 'lost' | 'ended'): void {
    if (state === 'lost') {
      this.#reconnects += 1;
      this.#enter('waiting-for-source');
    } else if (state === 'live' && this.#state === 'waiting-for-source') this.#enter('live');
  }

  #enter(state: WorkerStatus['state']): void {
    if (this.#state === state || this.#state === 'ending') return;
    this.#state = state;
    this.#handlers.onState();
  }
}
