import type { Capture } from './capture/capture.js';
import { checkHls } from './hls/hls-report.js';
import { readPackets, type Packet } from './media/packets.js';
import { hasSlices, readSlices } from './media/slices.js';
import type { MediaTrack } from './media/track.js';
import { comparePicture, type PictureReport } from './picture/compare.js';
import { pictureFaults } from './picture/picture-faults.js';
import type { DubReport } from './dub/dub-report.js';
import { measureRecorded, recordedBed, type RecordRequest } from './dub/sessions.js';
import type { ProbeFault } from './report/fault.js';
import type { InputReport, ProbeReport } from './report/report.js';
import { usualBed, type BedUse } from './sound/bed-use.js';
import { withSound } from './sound/decode.js';
import { loopedRuns } from './sound/looped.js';
import { measureSound } from './sound/measure-sound.js';
import type { SoundReport } from './sound/sound-report.js';
import { endOf, startOf } from './sound/sound.js';
import { avOffset, avOffsetFaults, withReference, type AvOffsetReport } from './sync/av-offset.js';
import { findBeeps } from './sync/beeps.js';
import { findFlashes } from './sync/flashes.js';
import { measureTimestamps } from './timestamps/measure-timestamps.js';

export interface MeasureOptions {
  /** What the output was made from. */
  reference?: Capture;
  /** What was said, and where. Dubs are listened to against the reference only. */
  record?: RecordRequest;
  /** What lies beneath the dubs. Default: what the record says, or the original turned down by 15 dB. */
  bed?: Partial<BedUse>;
}

/** Measures a captured output. Nothing of it is held in memory but times and hashes. */
export async function measure(output: Capture, { reference, record, bed }: MeasureOptions = {}): Promise<ProbeReport> {
  const tracks = [output.video, output.audio].filter((track) => track !== undefined);
  const packets = new Map<MediaTrack['kind'], Packet[]>();
  for (const track of tracks) packets.set(track.kind, await readPackets(track));
  const timestamps = await measureTimestamps(output, packets, reference);
  const picture = await measurePicture(output, reference);
  const beneath = { ...usualBed, ...(record && recordedBed(record)), ...bed };
  const { avOffset: sync, sound, dub } = await measureHeard(output, reference, picture, { record, bed: beneath });
  const hls =
    output.hls === undefined ? undefined : checkHls(output.hls, packets.get('video') ?? [], packets.get('audio') ?? []);
  const times = [timestamps.video, timestamps.audio].filter((track) => track !== undefined);
  const startMs = Math.min(...times.map((track) => track.startMs));
  const endMs = Math.max(...times.map((track) => track.endMs));
  const { faults: timestampFaultsFound, ...found } = timestamps;
  return {
    version: 1,
    input: inputOf(output),
    ...(reference === undefined ? {} : { reference: inputOf(reference) }),
    startMs,
    durationMs: endMs - startMs,
    timestamps: found,
    ...(picture === undefined ? {} : { picture }),
    ...(sync === undefined ? {} : { avOffset: sync }),
    ...(sound === undefined ? {} : { sound }),
    ...(dub === undefined ? {} : { dub }),
    ...(hls === undefined ? {} : { hls: hls.report }),
    faults: [
      ...missingTracks(output, reference),
      ...timestampFaultsFound,
      ...(picture === undefined ? [] : pictureFaults(picture)),
      ...(sync === undefined ? [] : avOffsetFaults(sync)),
      ...(sound?.faults ?? []),
      ...(dub?.faults ?? []),
      ...(hls?.faults ?? []),
    ],
  };
}

function inputOf({ uri, container, capturedSeconds }: Capture): InputReport {
  return { uri, container, ...(capturedSeconds === undefined ? {} : { capturedSeconds }) };
}

function missingTracks(output: Capture, reference: Capture | undefined): ProbeFault[] {
  return (['video', 'audio'] as const)
    .filter((kind) => output[kind] === undefined && reference?.[kind] !== undefined)
    .map((kind) => ({
      code: 'TRACK_MISSING',
      severity: 'error',
      message: `the reference has ${kind === 'video' ? 'a picture' : 'sound'}, the output has none`,
    }));
}

async function measurePicture({ video }: Capture, reference: Capture | undefined): Promise<PictureReport | undefined> {
  const source = reference?.video;
  if (video === undefined || source === undefined || !hasSlices(video.codec) || !hasSlices(source.codec))
    return undefined;
  return comparePicture(await readSlices(video), await readSlices(source));
}

interface Heard {
  avOffset?: AvOffsetReport;
  sound?: SoundReport;
  dub?: DubReport;
}

/** Everything for which the output's sound has to be decoded. */
async function measureHeard(
  output: Capture,
  reference: Capture | undefined,
  picture: PictureReport | undefined,
  { record, bed }: { record: RecordRequest | undefined; bed: BedUse },
): Promise<Heard> {
  const { audio } = output;
  if (audio === undefined) return {};
  const flashes = output.video === undefined ? [] : await findFlashes(output.video);
  return withSound(audio, async (runs, decoded) => {
    const options = { bed, ...(picture?.offsetMs === undefined ? {} : { offsetMs: picture.offsetMs }) };
    const range = { startMs: startOf(runs), endMs: endOf(runs) };
    const heard: Heard =
      reference?.audio === undefined
        ? { sound: await measureSound(runs, undefined) }
        : await withSound(reference.audio, async (source) => {
            const original = loopedRuns(source, picture, range);
            const sound = await measureSound(runs, original, options);
            if (record === undefined || sound.alignment === undefined) return { sound };
            const compared = { output: runs, reference: original, offsetMs: sound.alignment.offsetMs };
            const dub = measureRecorded(compared, record, bed);
            return dub === undefined ? { sound } : { sound, dub };
          });
    if (output.video === undefined) return heard;
    const own = avOffset(flashes, findBeeps(decoded.blocks()));
    return { ...heard, avOffset: await againstReference(own, reference, picture) };
  });
}

/** Only an output that is off is worth looking for the reference's flashes: it may have been off before. */
async function againstReference(
  own: AvOffsetReport,
  reference: Capture | undefined,
  picture: PictureReport | undefined,
): Promise<AvOffsetReport> {
  if (avOffsetFaults(own).length === 0 || reference?.video === undefined || reference.audio === undefined) return own;
  const flashes = await findFlashes(reference.video);
  const source = await withSound(reference.audio, (_, { blocks }) => avOffset(flashes, findBeeps(blocks())));
  return withReference(own, source, (atMs) => {
    if (picture?.offsetMs === undefined) return undefined;
    const thereMs = atMs - picture.offsetMs;
    return picture.loops ? thereMs - Math.floor(thereMs / picture.loopMs) * picture.loopMs : thereMs;
  });
}
