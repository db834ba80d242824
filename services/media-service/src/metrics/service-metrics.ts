import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { streamStates } from '@dubbing/contracts';
import type { Stream } from '../streams/stream.js';
import { diskMetrics, type WrittenFolders } from './disk-metrics.js';
import { filledGauge, type SetValue } from './filled-gauge.js';
import { outputMetrics } from './output-metrics.js';

/** What each worker last said, as Prometheus series. Values are read when they are asked for. */
export class ServiceMetrics {
  readonly registry = new Registry();
  /** Answered requests, by method, route family and status. */
  readonly requests: Counter<'method' | 'route' | 'status'>;
  /** Calls of the media server that were not believed, by whether their secret was missing or wrong. */
  readonly hookRefusals: Counter<'reason'>;
  /** What the media server was told about who may do what. */
  readonly accessAnswers: Counter<'action' | 'outcome'>;

  constructor(streams: () => readonly Stream[], written: WrittenFolders = {}) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, prefix: 'media_' });
    this.requests = new Counter({
      name: 'media_http_requests_total',
      help: 'Answered HTTP requests.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.hookRefusals = new Counter({
      name: 'media_hook_refusals_total',
      help: 'Calls of the media server without the right secret.',
      labelNames: ['reason'],
      registers,
    });
    this.accessAnswers = new Counter({
      name: 'media_access_answers_total',
      help: 'Answers about who may publish and read, by action and by why.',
      labelNames: ['action', 'outcome'],
      registers,
    });
    new Gauge({
      name: 'media_streams',
      help: 'Streams by state.',
      labelNames: ['state'],
      registers,
      collect() {
        for (const state of streamStates)
          this.set({ state }, streams().filter((stream) => stream.state === state).length);
      },
    });
    this.#perStream(streams);
    this.#perLanguage(streams);
    outputMetrics(this.registry, streams);
    diskMetrics(this.registry, written);
  }

  #perStream(streams: () => readonly Stream[]): void {
    const series: [name: string, help: string, value: (stream: Stream) => number | undefined][] = [
      ['media_stream_restarts', 'Times the worker was started again.', (stream) => stream.restarts],
      ['media_stream_memory_bytes', 'Resident memory of the worker.', (stream) => stream.latest?.memoryBytes],
      ['media_stream_cpu_seconds', 'Processor time of the worker.', (stream) => seconds(stream.latest?.cpuMs)],
      ['media_stream_source_reconnects', 'Times the source was lost.', (stream) => stream.latest?.ingest.reconnects],
      [
        'media_stream_sts_connected',
        'Whether speech-to-speech is connected.',
        (stream) => Number(stream.latest?.sts.state === 'connected'),
      ],
      [
        'media_sts_least_slack_ms',
        'The least time that a reply came before its deadline, in milliseconds; 0 when one came after it.',
        (stream) => stream.latest?.sts.leastSlackMs,
      ],
    ];
    for (const [name, help, value] of series) {
      this.#gauge(name, help, ['stream'], (set) => {
        for (const stream of streams()) set({ stream: stream.spec.id }, value(stream));
      });
    }
    this.#gauge('media_stream_state', 'One for the state that a stream is in.', ['stream', 'state'], (set) => {
      for (const stream of streams()) set({ stream: stream.spec.id, state: stream.state }, 1);
    });
    this.#gauge(
      'media_sts_reply_ms',
      'From sending a fragment, which is when its last word is over, to its reply, in milliseconds.',
      ['stream', 'quantile'],
      (set) => {
        for (const stream of streams()) {
          set({ stream: stream.spec.id, quantile: '0.5' }, stream.latest?.sts.replyMsP50);
          set({ stream: stream.spec.id, quantile: '0.99' }, stream.latest?.sts.replyMsP99);
        }
      },
    );
    this.#gauge('media_release_jitter_ms', 'How late units left the delay line.', ['stream', 'quantile'], (set) => {
      for (const stream of streams()) {
        set({ stream: stream.spec.id, quantile: '0.5' }, stream.latest?.release?.jitterMsP50);
        set({ stream: stream.spec.id, quantile: '0.99' }, stream.latest?.release?.jitterMsP99);
      }
    });
    this.#gauge('media_stream_counter', 'What a worker counts, by name.', ['stream', 'counter'], (set) => {
      for (const stream of streams()) {
        for (const [counter, value] of Object.entries(stream.latest?.counters ?? {}))
          set({ stream: stream.spec.id, counter }, value);
      }
    });
  }

  #perLanguage(streams: () => readonly Stream[]): void {
    const outcomes = ['spoken', 'empty', 'late', 'failed', 'skipped', 'fallbacks'] as const;
    this.#gauge('media_fragments', 'Fragments by what became of them.', ['stream', 'language', 'outcome'], (set) => {
      for (const stream of streams()) {
        for (const status of stream.latest?.languages ?? []) {
          for (const outcome of outcomes)
            set({ stream: stream.spec.id, language: status.language, outcome }, status[outcome]);
        }
      }
    });
    this.#gauge(
      'media_dub_lag_ms',
      'Lag of the dub behind the original, in milliseconds.',
      ['stream', 'language', 'quantile'],
      (set) => {
        for (const stream of streams()) {
          for (const { language, dubLagMsP50, dubLagMsP99 } of stream.latest?.languages ?? []) {
            set({ stream: stream.spec.id, language, quantile: '0.5' }, dubLagMsP50);
            set({ stream: stream.spec.id, language, quantile: '0.99' }, dubLagMsP99);
          }
        }
      },
    );
  }

  #gauge(name: string, help: string, labelNames: string[], fill: (set: SetValue) => void): void {
    filledGauge(this.registry, { name, help, labelNames }, fill);
  }
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
