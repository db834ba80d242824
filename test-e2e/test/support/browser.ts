import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { eventually } from '../../src/eventually.js';
import { killGroup } from '../../src/stack/groups.js';

export interface Played {
  currentTime: number;
  width: number;
  audioTracks: number;
  /** What the page shows of what is being said. */
  liveLine: string;
}

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
  '--remote-debugging-pipe',
  '--disable-dev-shm-usage',
];
const PROBE = `(() => { const v = document.querySelector('video'); if (v) void v.play().catch(() => {});
  return JSON.stringify({ currentTime: v?.currentTime ?? 0, width: v?.videoWidth ?? 0, audioTracks: document.querySelectorAll('select option, button[data-language]').length, liveLine: document.querySelector('#live')?.textContent ?? '' }); })()`;

/** Opens a page in headless Chromium and waits until its video has played for a second and somebody was heard; undefined where there is no Chromium. */
export async function playInBrowser(url: string): Promise<Played | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  const profile = await mkdtemp(join(tmpdir(), 'dubbing-chromium-'));
  const child = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  try {
    const browser = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable);
    const { targetId } = await browser.call('Target.createTarget', { url });
    const { sessionId } = await browser.call('Target.attachToTarget', { targetId, flatten: true });
    let last: Played | undefined;
    return await eventually(
      async () => {
        const { result } = await browser.call('Runtime.evaluate', { expression: PROBE }, String(sessionId));
        last = JSON.parse(String((result as { value?: string }).value)) as Played;
        return last.currentTime > 1 && last.width > 0 && last.liveLine !== '' && last;
      },
      { what: `${url} to play`, deadlineMs: 30_000, intervalMs: 300 },
    );
  } finally {
    killGroup(child);
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Fields = Record<string, unknown>;

/** The browser's remote control over two pipes: JSON messages, each ended by a zero byte. */
class DevTools {
  #next = 1;
  #text = '';
  readonly #waiting = new Map<number, (answer: Fields) => void>();

  constructor(
    private readonly input: Writable,
    output: Readable,
  ) {
    output.setEncoding('utf8').on('data', (text: string) => {
      const messages = (this.#text + text).split('\0');
      this.#text = messages.pop() ?? '';
      for (const message of messages) {
        const { id, result } = JSON.parse(message) as { id?: number; result?: Fields };
        if (id !== undefined) this.#waiting.get(id)?.(result ?? {});
      }
    });
  }

  call(method: string, params: Fields, sessionId?: string): Promise<Fields> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.input.write(
        `${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      );
    });
  }
}
