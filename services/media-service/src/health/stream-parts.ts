import type { Stream } from '../streams/stream.js';
import type { HealthPart, PartHealth } from './health.js';

/** What the streams say of themselves and of speech-to-speech. Neither keeps a new stream from being taken. */
export function streamParts(streams: () => readonly Stream[], maxStreams: number): HealthPart[] {
  return [
    { name: 'streams', needed: false, health: () => streamsHealth(streams(), maxStreams) },
    { name: 'speech-to-speech', needed: false, health: () => speechHealth(streams()) },
  ];
}

function streamsHealth(streams: readonly Stream[], limit: number): PartHealth {
  const count = (state: Stream['state']): number => streams.filter((stream) => stream.state === state).length;
  const states = {
    starting: count('starting'),
    live: count('live'),
    waitingForSource: count('waiting-for-source'),
    degraded: count('degraded'),
    ending: count('ending'),
  };
  const running = Object.values(states).reduce((sum, each) => sum + each, 0);
  const facts = { running, limit, ...states };
  if (states.degraded === 0) return { status: 'ok', ...facts };
  const names = streams.filter(({ state }) => state === 'degraded').map(({ spec }) => spec.id);
  return { status: 'degraded', problem: `workers keep crashing: ${names.join(', ')}`, ...facts };
}

/** Each stream has its own connection; without any stream nothing is known of it. */
function speechHealth(streams: readonly Stream[]): PartHealth {
  const onAir = streams.filter(({ state }) => state === 'live' || state === 'waiting-for-source');
  const cut = onAir.filter(({ latest }) => latest?.sts.state !== 'connected');
  const facts = { streams: onAir.length, connected: onAir.length - cut.length };
  if (cut.length === 0) return { status: 'ok', ...facts };
  const names = cut.map(({ spec, latest }) => `${spec.id} (${latest?.sts.state ?? 'connecting'})`);
  return { status: 'degraded', problem: `no connection: ${names.join(', ')}; the original is heard`, ...facts };
}
