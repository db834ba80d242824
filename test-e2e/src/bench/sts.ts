import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDeadline } from '@dubbing/common';
import {
  FragmentProcessed,
  STS_EVENTS,
  STS_SOCKET_PATH,
  StreamInit,
  StreamReady,
  create,
  parse,
  serialize,
} from '@dubbing/contracts';
import { io, type Socket } from 'socket.io-client';
import { runTool } from '../process/run-tool.js';
import { cacheDir } from '../paths.js';
import { generateProgramme } from '../programme/generate.js';
import { freePorts } from '../stack/ports.js';
import { percentileOfSorted } from '../probe/report/distribution.js';
import { Service } from '../stack/service.js';
import { treeCpuSeconds } from './process-usage.js';

const RATE_HZ = 16_000;
/** Fragments carry a little of the pause on either side, as media-service cuts them. */
const PAD_MS = 150;
const REPLY_TIMEOUT_MS = 60_000;

/** The table of sts-service: every sentence of the programme as a fragment, one after the other, en → es. */
export async function benchSts(say: (text: string) => void): Promise<string[][]> {
  const dir = await mkdtemp(join(tmpdir(), 'dubbing-bench-'));
  const { sts: port } = await freePorts();
  const service = new Service({
    name: 'sts-service',
    port,
    logFile: join(dir, 'sts.log'),
    environment: { STS_PORT: String(port), STS_LOG_LEVEL: 'warn' },
  });
  const fragments = await programmeFragments(say);
  await service.start(new AbortController().signal);
  const socket = io(service.url, { path: STS_SOCKET_PATH, transports: ['websocket'], reconnection: false });
  try {
    say(`sts-service, ${fragments.length} fragments en → es with the builtin engines`);
    await openSession(socket);
    const cpuBefore = treeCpuSeconds(service.pid ?? 0);
    const replies: FragmentProcessed[] = [];
    for (const [sequence, pcm] of fragments.entries()) replies.push(await send(socket, sequence, pcm));
    const cpuSeconds = treeCpuSeconds(service.pid ?? 0) - cpuBefore;
    return table(replies, fragments.map(soundMs), cpuSeconds);
  } finally {
    socket.disconnect();
    await service.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function programmeFragments(say: (text: string) => void): Promise<Buffer[]> {
  const file = join(cacheDir, 'programme', 'programme.flv');
  const { sentences, offsetMs } = await generateProgramme({ file, onProgress: say });
  const { stdout } = await runTool('ffmpeg', [
    '-v',
    'error',
    '-i',
    file,
    '-vn',
    '-ac',
    '1',
    '-ar',
    String(RATE_HZ),
    '-f',
    's16le',
    '-',
  ]);
  const at = (ms: number): number => Math.max(0, Math.round(((ms + offsetMs) * RATE_HZ) / 1000)) * 2;
  return sentences.map(({ startMs, endMs }) => stdout.subarray(at(startMs - PAD_MS), at(endMs + PAD_MS)));
}

const soundMs = (pcm: Buffer): number => (pcm.length * 500) / RATE_HZ;

async function openSession(socket: Socket): Promise<void> {
  const audio = { encoding: 'pcm_s16le' as const, sampleRateHz: RATE_HZ, channels: 1 };
  const init = create(StreamInit, {
    protocol: { min: '1.0', max: '1.0' },
    streamId: 'bench',
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    audio,
    replyAudio: { ...audio, sampleRateHz: 48_000 },
    engines: { asr: 'builtin', translation: 'builtin', tts: 'builtin' },
  });
  const ready = answer(socket, STS_EVENTS.ready);
  socket.emit(STS_EVENTS.init, serialize(init));
  parse(StreamReady, await ready);
}

async function send(socket: Socket, sequence: number, pcm: Buffer): Promise<FragmentProcessed> {
  const durationMs = soundMs(pcm);
  const processed = answer(socket, STS_EVENTS.fragmentProcessed);
  socket.emit(STS_EVENTS.fragmentData, {
    fragmentId: `bench-${sequence}`,
    sequence,
    startPtsNs: '0',
    endPtsNs: String(Math.round(durationMs * 1e6)),
    durationMs,
    deadlineMs: REPLY_TIMEOUT_MS,
    slot: { targetMs: durationMs, maxMs: durationMs + 1_000 },
    pcm,
  });
  return parse(FragmentProcessed, await processed);
}

function answer(socket: Socket, event: string): Promise<unknown> {
  return withDeadline(new Promise((resolve) => void socket.once(event, resolve)), REPLY_TIMEOUT_MS);
}

function table(replies: readonly FragmentProcessed[], durationsMs: readonly number[], cpuSeconds: number): string[][] {
  const totalMs = durationsMs.reduce((sum, ms) => sum + ms, 0);
  const row = (stage: string, values: number[]): string[] => {
    const sum = values.reduce((all, value) => all + value, 0);
    const sorted = [...values].sort((a, b) => a - b);
    return [
      stage,
      (sum / values.length).toFixed(0),
      percentileOfSorted(sorted, 0.5).toFixed(0),
      percentileOfSorted(sorted, 0.99).toFixed(0),
      (sum / totalMs).toFixed(3),
    ];
  };
  const dubs = replies.flatMap((reply) => reply.dubs);
  return [
    ['', 'mean ms', 'p50 ms', 'p99 ms', 'of real time'],
    row(
      'recognition',
      replies.map(({ timings }) => timings.asrMs),
    ),
    row(
      'translation',
      dubs.map(({ timings }) => timings.translationMs),
    ),
    row(
      'speech',
      dubs.map(({ timings }) => timings.ttsMs),
    ),
    row(
      'fit to the slot',
      dubs.map(({ timings }) => timings.fitMs),
    ),
    row(
      'fragment to reply (aim 0.5 of real time)',
      replies.map(({ timings }) => timings.totalMs),
    ),
    ['processor time of all processes', '', '', '', ((cpuSeconds * 1000) / totalMs).toFixed(3)],
    [
      `fragments: ${replies.length}, ${replies.filter(({ status }) => status === 'ok').length} recognised, ${(totalMs / 1000).toFixed(0)} s of sound`,
      '',
      '',
      '',
      '',
    ],
  ];
}
