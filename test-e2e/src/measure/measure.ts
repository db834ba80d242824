import type { ProgrammeManifest } from '../programme/manifest.js';
import { avOffset, type AvOffset } from './av-offset.js';
import { findBeeps } from './beeps.js';
import { findFlashes } from './flashes.js';
import { bedLevels, type BedReport } from '../probe/dub/bed.js';
import { measureLoudness, type Loudness } from '../probe/sound/loudness.js';
import { readPackets } from './packets.js';
import { comparePicture, type PictureReport } from './picture.js';
import { longestSilence, type Silence } from '../probe/sound/silence.js';
import { hearSentences, type HeardSentence } from '../probe/dub/sentences.js';
import { withSound } from '../probe/sound/decode.js';
import { checkTimestamps, type TimestampReport } from './timestamps.js';

/** What a viewer of a recording got. */
export interface Measurement {
  picture: PictureReport;
  avOffset: AvOffset;
  silence: Silence;
  bed: BedReport;
  /** What is heard in the place of each sentence that lies in the recording. */
  sentences: HeardSentence[];
  loudness: Loudness;
  video: TimestampReport;
  audio: TimestampReport;
}

/** Measures a recording of the built-in programme, as published, against the programme itself. */
export async function measureRecording(
  recording: string,
  programme: string,
  manifest: ProgrammeManifest,
): Promise<Measurement> {
  const picture = comparePicture(await readPackets(recording), await readPackets(programme), manifest.durationMs);
  const offsetMs = (picture.offsetMs ?? 0) + manifest.offsetMs;
  const flashes = await findFlashes(recording);
  const loudness = await measureLoudness(recording);
  const [video, audio] = [await checkTimestamps(recording, 'video'), await checkTimestamps(recording, 'audio')];
  return withSound(recording, (sound) =>
    withSound(programme, (original) => ({
      picture,
      avOffset: avOffset(flashes, findBeeps(sound)),
      silence: longestSilence(sound),
      bed: bedLevels(sound, original, manifest, offsetMs),
      sentences: hearSentences(sound, original, manifest, offsetMs),
      loudness,
      video,
      audio,
    })),
  );
}
