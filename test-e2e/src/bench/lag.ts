import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { cacheDir } from '../paths.js';
import { generateProgramme } from '../programme/generate.js';
import { LivePublisher } from '../programme/publisher.js';
import { freePorts } from '../stack/ports.js';
import { Stack } from '../stack/stack.js';

const STREAM = 'bench';
const DELAY_MS = 8_000;
/** One whole loop of the programme has 32 sentences. */
const FRAGMENTS = 30;
const DEADLINE_MS = 300_000;

/** The table of dub lag: everything on this machine, the built-in programme, two languages, the default delay. */
export async function benchLag(say: (text: string) => void): Promise<string[][]> {
  const file = join(cacheDir, 'programme', 'programme.flv');
  const { durationMs } = await generateProgramme({ file, onProgress: say });
  const dir = await mkdtemp(join(tmpdir(), 'dubbing-bench-'));
  const { signal } = new AbortController();
  const stack = await Stack.start({
    ports: await freePorts(),
    dir,
    signal,
    media: { MEDIA_DELAY_MS: String(DELAY_MS) },
  });
  const publisher = await LivePublisher.start({ file, durationMs, url: stack.publishUrl(STREAM), signal });
  try {
    say(`the built-in programme live, en → es and ca, ${FRAGMENTS} fragments at a delay of ${DELAY_MS} ms`);
    const status = await eventually(
      async () => {
        const current = await stack.api.stream(STREAM);
        return (
          current.languages.length > 0 &&
          current.languages.every(({ spoken, empty, fallbacks }) => spoken + empty + fallbacks >= FRAGMENTS) &&
          current
        );
      },
      { what: `${FRAGMENTS} fragments`, deadlineMs: DEADLINE_MS, intervalMs: 500 },
    );
    const ms = (value: number | undefined): string => (value === undefined ? '-' : `${Math.round(value)} ms`);
    const { replyMsP50, replyMsP99, leastSlackMs } = status.sts;
    return [
      ['', ...status.languages.map(({ language }) => language)],
      ['spoken', ...status.languages.map(({ spoken }) => String(spoken))],
      ['fallbacks to the original (aim 0)', ...status.languages.map(({ fallbacks }) => String(fallbacks))],
      ['late (aim 0)', ...status.languages.map(({ late }) => String(late))],
      [
        'dub after the original p50 / p99',
        ...status.languages.map(({ dubLagMsP50, dubLagMsP99 }) => `${ms(dubLagMsP50)} / ${ms(dubLagMsP99)}`),
      ],
      ['reply time p50 / p99', `${ms(replyMsP50)} / ${ms(replyMsP99)}`, ''],
      ['least time before a deadline', ms(leastSlackMs), ''],
    ];
  } finally {
    await publisher.close();
    await stack.close();
    await rm(dir, { recursive: true, force: true });
  }
}
