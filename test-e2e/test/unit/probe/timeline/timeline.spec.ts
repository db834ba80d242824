import { inflateSync } from 'node:zlib';
import { expect } from 'chai';
import { drawTimeline } from '../../../../src/probe/timeline/draw.js';
import type { Timeline } from '../../../../src/probe/timeline/model.js';
import { encodePng } from '../../../../src/probe/timeline/png.js';
import { Raster } from '../../../../src/probe/timeline/raster.js';
import { waveformOf } from '../../../../src/probe/timeline/waveform.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import { FlashingMedia } from '../../../support/flashing.js';
import { runTool } from '../../../../src/process/run-tool.js';

/** The size of a PNG as this project writes it, and its rows with the byte before each. */
function read(png: Buffer): { height: number; rows: Buffer } {
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  return { height: png.readUInt32BE(20), rows };
}

const timeline = (fields: Partial<Timeline>): Timeline => ({
  title: 'a title',
  subtitle: 'a verdict',
  startMs: 0,
  endMs: 30_000,
  output: (columns) => new Float32Array(columns),
  fragments: [],
  captions: [],
  gaps: [],
  marks: [],
  pairs: [],
  ...fields,
});

/** How many bytes two pictures of one size have differently. */
function differences(one: Buffer, other: Buffer): number {
  const [a, b] = [read(one).rows, read(other).rows];
  return a.reduce((count, byte, at) => (byte === b[at] ? count : count + 1), 0);
}

describe('the timeline', () => {
  it('is a PNG that others can read', async () => {
    const media = await FlashingMedia.create();
    try {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(media.path('t.png'), encodePng(2, 1, Uint8Array.of(255, 0, 0, 0, 128, 255)));
      const { stdout } = await runTool('ffmpeg', [
        '-v',
        'error',
        '-i',
        media.path('t.png'),
        '-f',
        'rawvideo',
        '-pix_fmt',
        'rgb24',
        '-',
      ]);
      expect([...stdout]).to.deep.equal([255, 0, 0, 0, 128, 255]);
    } finally {
      await media.close();
    }
  });

  it('draws text without its accents, and only within itself', () => {
    const write = (text: string, x: number): Buffer => {
      const raster = new Raster(40, 12, [0, 0, 0]);
      raster.text(x, 2, text, 1, [255, 255, 255]);
      return raster.toPng();
    };
    expect(write('adiós', 2).equals(write('ADIOS', 2))).to.equal(true);
    expect(differences(write('a', 2), write('', 2))).to.be.greaterThan(30);
    expect(differences(write('a', 38), write('', 2))).to.be.below(30);
  });

  it('has a band for every 30 seconds, and wider ones for long outputs', () => {
    const heightOf = (endMs: number): number => read(drawTimeline(timeline({ endMs }))).height;
    const band = heightOf(60_000) - heightOf(30_000);
    expect(heightOf(90_000) - heightOf(60_000)).to.equal(band);
    expect(heightOf(7_200_000)).to.equal(heightOf(24 * 30_000));
  });

  it('shows sound where it is', () => {
    const tone = Float32Array.from({ length: 48_000 }, (_, n) => Math.sin(n / 10));
    const wave = waveformOf([soundRun(500, tone)], { startMs: 1_000, endMs: 3_000, shiftMs: 1_000 });
    const peaks = [...wave(4)];
    expect(peaks.map((peak) => peak > 0.9)).to.deep.equal([false, true, true, false]);
  });

  for (const [what, fields] of [
    ['fragments', { fragments: [{ startMs: 5_000, endMs: 8_000, outcome: 'late', transcript: 'too late' }] }],
    ['captions', { captions: [{ startMs: 5_000, endMs: 8_000, text: 'Hola' }] }],
    ['gaps', { gaps: [{ startMs: 5_000, endMs: 5_200 }] }],
    ['faults', { marks: [{ atMs: 5_000, label: 'SILENCE', isError: true }] }],
    ['flashes', { pairs: [{ atMs: 5_000, offsetMs: 0.4 }] }],
    ['the output', { output: (columns: number) => new Float32Array(columns).fill(0.1) }],
    ['the reference', { reference: (columns: number) => new Float32Array(columns).fill(0.1) }],
  ] as const) {
    it(`shows ${what}`, () => {
      const drawn = drawTimeline(timeline(fields as Partial<Timeline>));
      expect(differences(drawn, drawTimeline(timeline({})))).to.be.greaterThan(300);
    });
  }
});
