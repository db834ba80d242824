import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../../errors.js';
import { inspect, type InspectedStream } from '../media/inspect.js';
import type { MediaTrack } from '../media/track.js';
import type { Capture } from './capture.js';

/** ISO 639-2 codes that containers carry for the two-letter tags of the services. */
const threeLetters: Readonly<Record<string, readonly string[]>> = {
  ca: ['cat'],
  de: ['deu', 'ger'],
  en: ['eng'],
  es: ['spa'],
  fr: ['fra', 'fre'],
  it: ['ita'],
  pt: ['por'],
};

export interface OpenFileOptions {
  /** What the file is called in the report; default its name. */
  uri?: string;
  language?: string | undefined;
  /** Whether the file was cut out of a live stream: then its picture begins with the first key frame. */
  isCut?: boolean;
}

/**
 * The tracks of a media file.
 * @throws DubbingError TOOL_FAILED for what is no media, PROBE_INPUT_EMPTY for what has neither picture nor sound
 */
export async function openFile(file: string, options: OpenFileOptions = {}): Promise<Capture> {
  const { container, streams } = await inspect(file);
  const video = streams.find(({ kind }) => kind === 'video');
  const audios = streams.filter(({ kind }) => kind === 'audio');
  const audio = audios.find((stream) => isIn(stream, options.language)) ?? audios[0];
  const track = (kind: MediaTrack['kind'], { codec, language }: InspectedStream, stream: number): MediaTrack => ({
    kind,
    codec,
    stream,
    parts: [{ file, shiftMs: 0 }],
    wraps: container === 'mpegts',
    isCut: options.isCut === true,
    ...(language === undefined || language === 'und' ? {} : { language }),
  });
  if (video === undefined && audio === undefined)
    throw new DubbingError(errorCodes.PROBE_INPUT_EMPTY, `${options.uri ?? file} has neither picture nor sound`, {
      source: options.uri ?? file,
    });
  return {
    uri: options.uri ?? file,
    container,
    ...(video === undefined ? {} : { video: track('video', video, 0) }),
    ...(audio === undefined ? {} : { audio: track('audio', audio, audios.indexOf(audio)) }),
    transportFiles: container === 'mpegts' ? [file] : [],
    close: () => Promise.resolve(),
  };
}

function isIn({ language }: InspectedStream, wanted: string | undefined): boolean {
  if (wanted === undefined || language === undefined) return false;
  const short = wanted.split('-')[0] ?? wanted;
  return language === wanted || language === short || threeLetters[short]?.includes(language) === true;
}
