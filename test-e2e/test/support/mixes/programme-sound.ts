import { runTool } from '../../../src/process/run-tool.js';
import { generateProgramme } from '../../../src/programme/generate.js';
import { programmeFile } from '../live.js';
import { RATE_HZ } from './client.js';

/** Fragments carry a little of the pause on either side, as media-service cuts them. */
const PAD_MS = 150;

/** A sentence of the built-in programme as a fragment carries it. */
export async function sentenceSound(index: number): Promise<Buffer> {
  const { sentences, offsetMs } = await generateProgramme({ file: programmeFile });
  const { startMs = 0, endMs = 0 } = sentences[index] ?? {};
  const place = [
    '-ss',
    String((startMs + offsetMs - PAD_MS) / 1000),
    '-t',
    String((endMs - startMs + 2 * PAD_MS) / 1000),
  ];
  const format = ['-vn', '-ac', '1', '-ar', String(RATE_HZ), '-f', 's16le', '-'];
  return (await runTool('ffmpeg', ['-v', 'error', ...place, '-i', programmeFile, ...format])).stdout;
}
