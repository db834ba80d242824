import { Counter, type Registry } from 'prom-client';
import { filledGauge } from './filled-gauge.js';

/** What MediaMTX is known to be at the moment. */
export interface MediaMtxFacts {
  readonly isReachable: boolean;
  /** Undefined until it has told one. */
  readonly version: { readonly told: string; readonly isSupported: boolean } | undefined;
  /** Source paths and others that are published. */
  readonly published: number;
}

/** How the service gets on with MediaMTX. */
export class MediaMtxMetrics {
  /** Questions for everything that is published. */
  readonly rounds: Counter<'outcome'>;
  /** What such an answer told that no hook had. */
  readonly healed: Counter<'action'>;

  constructor(registry: Registry, facts: () => MediaMtxFacts) {
    const registers = [registry];
    this.rounds = new Counter({
      name: 'media_mediamtx_rounds_total',
      help: 'Times that MediaMTX was asked for everything that is published.',
      labelNames: ['outcome'],
      registers,
    });
    this.healed = new Counter({
      name: 'media_mediamtx_healed_total',
      help: 'Streams that were started, resumed or sent towards their end because of such an answer: no hook had told of it by then.',
      labelNames: ['action'],
      registers,
    });
    for (const outcome of ['answered', 'failed']) this.rounds.inc({ outcome }, 0);
    for (const action of ['started', 'resumed', 'ending']) this.healed.inc({ action }, 0);
    const gauge = (name: string, help: string, value: (now: MediaMtxFacts) => number): void => {
      filledGauge(registry, { name, help, labelNames: [] }, (set) => set({}, value(facts())));
    };
    gauge('media_mediamtx_up', "Whether MediaMTX's control API answers.", ({ isReachable }) => Number(isReachable));
    gauge(
      'media_mediamtx_published',
      'Paths on which something is published, outputs included; 0 while that is not known.',
      (now) => (now.isReachable ? now.published : 0),
    );
    filledGauge(
      registry,
      {
        name: 'media_mediamtx_version_supported',
        help: 'Whether the version that MediaMTX tells is one that media-service is made for.',
        labelNames: ['version'],
      },
      (set) => {
        const { version } = facts();
        if (version !== undefined) set({ version: version.told }, Number(version.isSupported));
      },
    );
  }
}
