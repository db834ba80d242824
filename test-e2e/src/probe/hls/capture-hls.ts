import { readFile } from 'node:fs/promises';
import { describeError, DubbingError, maskUrl } from '@dubbing/common';
import type { Capture, CaptureOptions } from '../capture/capture.js';
import { openFile } from '../capture/open-file.js';
import type { MediaTrack } from '../media/track.js';
import type { ProbeFault } from '../report/fault.js';
import { parseCaptions, type Caption } from './captions.js';
import { addressOf, fetchBytes } from './fetch.js';
import { followPlaylist } from './follow.js';
import type { FollowedPlaylist } from './hls-capture.js';
import { isMaster, parseMaster, type MasterPlaylist, type Rendition } from './playlist.js';
import { shiftsOf } from './segment-times.js';

/** Follows the best variant of an HLS stream with the audio and the subtitles of a language, all at once, as a player does. */
export async function captureHls(
  input: string,
  folder: string,
  options: CaptureOptions,
): Promise<Omit<Capture, 'close'>> {
  const { language, seconds, signal } = options;
  const address = addressOf(input);
  const text = (await fetchBytes(address, signal)).toString('utf8');
  const master = isMaster(text) ? parseMaster(text) : undefined;
  const variant = master?.variants.reduce((best, other) => (other.bandwidth > best.bandwidth ? other : best));
  const faults: ProbeFault[] = [];
  const choose = (type: string, group: string | undefined): Rendition | undefined =>
    chosen(
      master?.renditions.filter((rendition) => rendition.type === type && rendition.group === group) ?? [],
      type,
      language,
      faults,
    );
  const audio = variant?.audioGroup === undefined ? undefined : choose('AUDIO', variant.audioGroup);
  const subtitles = variant?.subtitlesGroup === undefined ? undefined : choose('SUBTITLES', variant.subtitlesGroup);
  const follow = (name: string, uri: string | undefined): Promise<FollowedPlaylist> | undefined =>
    uri === undefined ? undefined : followPlaylist(name, new URL(uri, address).href, folder, { seconds, signal });
  const [video, sound, titles] = await Promise.all([
    followPlaylist('video', variant === undefined ? address : new URL(variant.uri, address).href, folder, {
      seconds,
      signal,
    }),
    follow(`audio-${audio?.language ?? 'und'}`, audio?.uri),
    follow(`subtitles-${subtitles?.language ?? 'und'}`, subtitles?.uri),
    ...others(master, [audio, subtitles]).map((rendition) => reach(rendition, address, signal, faults)),
  ]);
  const tracks = await tracksOf(video, sound, language);
  const captions = await captionsOf(titles);
  return {
    uri: maskUrl(input),
    container: 'hls',
    ...(video.isLive ? { capturedSeconds: seconds } : {}),
    ...tracks,
    transportFiles: [],
    hls: {
      ...(master === undefined ? {} : { master }),
      video,
      ...(sound === undefined ? {} : { audio: sound }),
      ...(titles === undefined ? {} : { subtitles: titles }),
      captions,
      faults,
    },
  };
}

/** The rendition of the language, or else the default one. */
function chosen(
  renditions: readonly Rendition[],
  type: string,
  language: string | undefined,
  faults: ProbeFault[],
): Rendition | undefined {
  const own = renditions.find((rendition) => language !== undefined && rendition.language === language);
  if (own === undefined && language !== undefined && renditions.length > 0)
    faults.push(absent(`there is no ${type.toLowerCase()} in ${language}`));
  return own ?? renditions.find(({ isDefault }) => isDefault) ?? renditions[0];
}

const others = (master: MasterPlaylist | undefined, taken: readonly (Rendition | undefined)[]): Rendition[] =>
  (master?.renditions ?? []).filter((rendition) => rendition.uri !== undefined && !taken.includes(rendition));

/** A rendition that is offered has to be there, also when nobody listens to it. */
async function reach(
  rendition: Rendition,
  base: string,
  signal: AbortSignal,
  faults: ProbeFault[],
): Promise<undefined> {
  try {
    const text = (await fetchBytes(new URL(rendition.uri ?? '', base).href, signal)).toString('utf8');
    if (!/^#EXTINF:/m.test(text))
      faults.push(absent(`${rendition.type.toLowerCase()} "${rendition.name}" has no segments`));
  } catch (error) {
    if (signal.aborted || !(error instanceof DubbingError)) throw error;
    faults.push(absent(`${rendition.type.toLowerCase()} "${rendition.name}": ${describeError(error)}`));
  }
  return undefined;
}

const absent = (message: string): ProbeFault => ({ code: 'HLS_RENDITION_MISSING', severity: 'error', message });

async function tracksOf(
  video: FollowedPlaylist,
  sound: FollowedPlaylist | undefined,
  language: string | undefined,
): Promise<Pick<Capture, 'video' | 'audio'>> {
  const main = await trackIn(video, 'video', language);
  const audio = await (sound === undefined ? trackIn(video, 'audio', language) : trackIn(sound, 'audio', language));
  const shifts = main === undefined ? [] : await shiftsOf(main, video);
  // After a discontinuity picture and sound begin anew together, so what moves one moves the other.
  const place = (track: MediaTrack | undefined): void =>
    track?.parts.forEach((part, index) => (part.shiftMs = shifts[index] ?? shifts.at(-1) ?? 0));
  place(main);
  place(audio);
  return { ...(main === undefined ? {} : { video: main }), ...(audio === undefined ? {} : { audio }) };
}

async function trackIn(
  { files, isLive }: FollowedPlaylist,
  kind: 'video' | 'audio',
  language: string | undefined,
): Promise<MediaTrack | undefined> {
  const [first] = files;
  if (first === undefined) return undefined;
  const track = (await openFile(first, { language, isCut: isLive }))[kind];
  return track === undefined ? undefined : { ...track, parts: files.map((file) => ({ file, shiftMs: 0 })) };
}

async function captionsOf(titles: FollowedPlaylist | undefined): Promise<Caption[]> {
  if (titles === undefined) return [];
  const texts = await Promise.all(titles.files.map((file) => readFile(file, 'utf8')));
  // Segments stand one behind the other in the file, each with its own head.
  const segments = texts.flatMap((text) => text.split(/(?=^WEBVTT)/m));
  const seen = new Set<string>();
  return segments
    .flatMap(parseCaptions)
    .filter((caption) => {
      // A caption that lasts into the next segment stands in both.
      const key = `${caption.startMs} ${caption.text}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.startMs - b.startMs);
}
