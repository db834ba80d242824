import { openHub } from './hub-engine.js';
import { openOurs } from './our-engine.js';
import type { TranslationFigures, TranslationTask } from './task.js';

const task = JSON.parse(process.argv[2] ?? '{}') as TranslationTask;

/** Milliseconds of each run, after one that nobody counts. */
async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const runMs: number[] = [];
  for (let run = 0; run <= task.runs; run += 1) {
    const startedMs = performance.now();
    await work();
    runMs.push(performance.now() - startedMs);
  }
  return runMs.slice(1);
}

const startedMs = performance.now();
const engine = await (task.runtime === 'ours' ? openOurs(task) : openHub(task));
const loadMs = performance.now() - startedMs;
const sentenceMs = await timed(() => engine.translate([task.sentences[0] ?? '']));
const textMs = await timed(() => engine.translate(task.sentences));
// Kilobytes on Linux. What follows opens the same graphs again.
const peakMiB = process.resourceUsage().maxRSS / 1024;
const decodeMs = await timed(() => engine.decode(task.sentences[0] ?? '', task.decodedTokens));
const beamMs = engine.beams === undefined ? [] : await timed(engine.beams);
const figures: TranslationFigures = { loadMs, sentenceMs, textMs, decodeMs, beamMs, peakMiB };
process.stdout.write(JSON.stringify(figures));
