import type { OutputStatus } from '@dubbing/contracts';
import type { Registry } from 'prom-client';
import type { Stream } from '../streams/stream.js';
import { filledGauge } from './filled-gauge.js';

const series: readonly [name: string, help: string, value: (output: OutputStatus) => number | undefined][] = [
  [
    'media_output_live',
    'Whether an output is connected and gets the programme.',
    ({ state }) => Number(state === 'live'),
  ],
  ['media_output_restarts', 'Times an output was begun anew.', ({ restarts }) => restarts],
  [
    'media_output_dropped_units',
    'Pictures and pieces of sound that an output did not get because it was away or too slow.',
    ({ dropped }) => dropped,
  ],
];

/** Each output by its language and its place among those of the stream: URLs hold keys, and make no labels. */
export function outputMetrics(registry: Registry, streams: () => readonly Stream[]): void {
  for (const [name, help, value] of series) {
    filledGauge(registry, { name, help, labelNames: ['stream', 'language', 'output'] }, (set) => {
      for (const stream of streams()) {
        for (const [place, output] of (stream.latest?.outputs ?? []).entries())
          set({ stream: stream.spec.id, language: output.language, output: String(place + 1) }, value(output));
      }
    });
  }
}
