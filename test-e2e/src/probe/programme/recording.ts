import type { ProgrammeManifest } from '../../programme/manifest.js';
import { openFile } from '../capture/open-file.js';
import { bedLevels, type BedReport } from '../dub/bed-in-pauses.js';
import { hearSentences, type HeardSentence } from '../dub/sentences.js';
import { measure } from '../measure.js';
import type { ProbeReport } from '../report/report.js';
import { withSound } from '../sound/decode.js';

/** What a viewer of a recording of the built-in programme got. */
export interface Measurement extends ProbeReport {
  bed: BedReport;
  /** What is heard in the place of each sentence that lies in the recording. */
  sentences: HeardSentence[];
}

/** Measures a recording of the built-in programme, as published, against the programme itself and its script. */
export async function measureRecording(
  recording: string,
  programme: string,
  manifest: ProgrammeManifest,
): Promise<Measurement> {
  const report = await measure(await openFile(recording), { reference: await openFile(programme) });
  const offsetMs = (report.picture?.offsetMs ?? 0) + manifest.offsetMs;
  return withSound(recording, (sound) =>
    withSound(programme, (original) => ({
      ...report,
      bed: bedLevels(sound, original, manifest, offsetMs),
      sentences: hearSentences(sound, original, manifest, offsetMs),
    })),
  );
}
