import type { Capture } from '../capture/capture.js';
import { readPackets, type Packet } from '../media/packets.js';
import type { MediaTrack } from '../media/track.js';
import type { ProbeFault } from '../report/fault.js';
import { edgeFaults, timestampFaults, transportFaults } from './timestamp-faults.js';
import { trackTimes, type TrackTimes } from './track-times.js';
import { checkTransport, type TransportReport } from './transport.js';

/** How the times of all tracks run. */
export interface TimestampReport {
  video?: TrackTimes;
  audio?: TrackTimes;
  /** Only of MPEG-TS. */
  transport?: TransportReport;
}

/**
 * @param packets of the output's tracks
 * @param reference what it had as well is told as a note
 */
export async function measureTimestamps(
  output: Capture,
  packets: ReadonlyMap<MediaTrack['kind'], Packet[]>,
  reference: Capture | undefined,
): Promise<TimestampReport & { faults: ProbeFault[] }> {
  const result: TimestampReport & { faults: ProbeFault[] } = { faults: [] };
  const known: Pick<TimestampReport, 'video' | 'audio'> = {};
  for (const kind of ['video', 'audio'] as const) {
    const [track, source] = [output[kind], reference?.[kind]];
    if (track === undefined) continue;
    const times = trackTimes(packets.get(kind) ?? [], track);
    if (source !== undefined) known[kind] = trackTimes(await readPackets(source), source);
    result[kind] = times;
    result.faults.push(...timestampFaults(times, known[kind]));
  }
  const cutMs = output.hls?.video.isLive === true ? output.hls.video.targetDurationMs : 0;
  const groupMs = output.video?.isCut === true ? longestGroupMs(packets.get('video') ?? []) : 0;
  result.faults.push(...edgeFaults(result, known, cutMs, groupMs));
  const transports: TransportReport[] = [];
  for (const file of output.transportFiles) transports.push(await checkTransport(file));
  const [transport] = transports;
  if (transport !== undefined) {
    result.transport = transport;
    result.faults.push(...transportFaults(transport));
  }
  return result;
}

/** The longest time from one key frame to the next. */
function longestGroupMs(packets: readonly Packet[]): number {
  const keysMs = packets.flatMap(({ isKey, dtsMs }) => (isKey && dtsMs !== undefined ? [dtsMs] : []));
  return keysMs.reduce((most, atMs, index) => Math.max(most, atMs - (keysMs[index - 1] ?? atMs)), 0);
}
