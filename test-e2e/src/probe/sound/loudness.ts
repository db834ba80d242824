import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startTool } from '../../process/tool.js';
import { distributionOf, type Distribution } from '../report/distribution.js';
import { dbOf } from './level.js';
import { MEASURE_RATE_HZ, piecesOf, type SoundRun } from './sound.js';

/** Programme loudness by EBU R128 (ITU-R BS.1770, EBU Tech 3341 and 3342), as ffmpeg's ebur128 measures it. */
export interface Loudness {
  /** NaN where all is below the absolute gate of −70 LUFS. */
  integratedLufs: number;
  /** Loudness range in LU. */
  rangeLu: number;
  /** Over 400 ms, ten times a second; what lies below −70 LUFS is left out. */
  momentaryLufs: Distribution | undefined;
  /** Over 3 s, ten times a second. */
  shortTermLufs: Distribution | undefined;
  /** The highest of all channels, four times oversampled, in dBTP; −∞ for digital silence. */
  truePeakDb: number;
}

const ABSOLUTE_GATE_LUFS = -70;
/** The first windows of either kind are not full; what they say is no measurement. */
const MOMENTARY_S = 0.4;
const SHORT_TERM_S = 3;

/** Gaps in the timestamps are left out. @throws DubbingError TOOL_MISSING without ffmpeg */
export async function measureLoudness(runs: readonly SoundRun[]): Promise<Loudness> {
  const input = ['-f', 'f32le', '-ar', String(MEASURE_RATE_HZ), '-ac', '2', '-i', '-'];
  const filter = ['-af', 'ebur128=peak=true:metadata=1,ametadata=mode=print:file=-'];
  const series = new Series();
  const tool = startTool('ffmpeg', [
    '-hide_banner',
    '-nostats',
    '-v',
    'error',
    ...input,
    ...filter,
    '-f',
    'null',
    '/dev/null',
  ]);
  tool.stdout.setEncoding('utf8').on('data', (text: string) => series.read(text));
  // A tool that fails closes its input; how it ended says why.
  await pipeline(Readable.from(interleaved(runs)), tool.stdin).catch(() => undefined);
  await tool.done;
  return series.loudness();
}

function* interleaved(runs: readonly SoundRun[]): Generator<Buffer> {
  for (const run of runs) {
    for (const { at, samples: left } of piecesOf(run, MEASURE_RATE_HZ, 'left')) {
      const right = run.read(at, at + left.length, 'right');
      const frames = new Float32Array(2 * left.length);
      left.forEach((value, n) => frames.set([value, right[n] ?? 0], 2 * n));
      yield Buffer.from(frames.buffer);
    }
  }
}

/** Reads lines `name=value` of one frame after the other. */
class Series {
  #rest = '';
  #firstS: number | undefined;
  #atS = 0;
  #integrated = Number.NaN;
  #range = Number.NaN;
  #peak = 0;
  readonly #momentary: number[] = [];
  readonly #shortTerm: number[] = [];

  read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  loudness(): Loudness {
    return {
      integratedLufs: this.#integrated > ABSOLUTE_GATE_LUFS ? this.#integrated : Number.NaN,
      rangeLu: this.#range,
      momentaryLufs: distributionOf(this.#momentary, 'LUFS'),
      shortTermLufs: distributionOf(this.#shortTerm, 'LUFS'),
      truePeakDb: dbOf(this.#peak),
    };
  }

  #line(line: string): void {
    const timed = /pts_time:(-?[\d.]+)/.exec(line);
    if (timed !== null) {
      this.#atS = Number(timed[1]);
      this.#firstS ??= this.#atS;
      return;
    }
    const [, name = '', text] = /^lavfi\.r128\.(\w+)=(.*)$/.exec(line) ?? [];
    const value = Number(text);
    const heardS = this.#atS - (this.#firstS ?? 0) + 0.1;
    if (name === 'I') this.#integrated = value;
    else if (name === 'LRA') this.#range = value;
    else if (name.startsWith('true_peaks_ch')) this.#peak = Math.max(this.#peak, value);
    else if (name === 'M' && value > ABSOLUTE_GATE_LUFS && heardS > MOMENTARY_S - 0.01) this.#momentary.push(value);
    else if (name === 'S' && value > ABSOLUTE_GATE_LUFS && heardS > SHORT_TERM_S - 0.01) this.#shortTerm.push(value);
  }
}
