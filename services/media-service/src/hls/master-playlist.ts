/** One alternate rendition: an audio language or the captions of one. */
export interface RenditionEntry {
  name: string;
  language: string;
  uri: string;
  isDefault: boolean;
  /** What it is for (RFC 8216, 4.3.4.1). */
  characteristics?: string;
}

/** Of captions that are what is heard, word for word: for whoever hears it badly. */
export const TRANSCRIPT = 'public.accessibility.transcribes-spoken-dialog';

export interface MasterPlaylist {
  /** Undefined for an audio-only programme. */
  video?: { uri: string; codec: string; width: number; height: number; frameRateHz?: number };
  audio: readonly RenditionEntry[];
  captions: readonly RenditionEntry[];
  /** Measured peak of one video segment plus one audio segment, in bits per second. */
  peakBitsPerSecond: number;
  averageBitsPerSecond: number;
}

export const AUDIO_CODEC = 'mp4a.40.2';
const AUDIO_GROUP = 'audio';
const CAPTIONS_GROUP = 'captions';

/** Renders the master playlist (RFC 8216 §4.3.4): one variant, one audio group, one group of captions. */
export function renderMasterPlaylist(master: MasterPlaylist): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7'];
  for (const entry of master.audio) {
    lines.push(`${mediaLine('AUDIO', AUDIO_GROUP, entry)},CHANNELS="2",URI="${entry.uri}"`);
  }
  for (const entry of master.captions) {
    const uses = entry.characteristics === undefined ? '' : `,CHARACTERISTICS="${entry.characteristics}"`;
    lines.push(`${mediaLine('SUBTITLES', CAPTIONS_GROUP, entry)},FORCED=NO${uses},URI="${entry.uri}"`);
  }
  const variant = master.video?.uri ?? master.audio[0]?.uri;
  if (variant !== undefined) lines.push(`#EXT-X-STREAM-INF:${streamAttributes(master).join(',')}`, variant);
  return `${lines.join('\n')}\n`;
}

function mediaLine(type: string, group: string, entry: RenditionEntry): string {
  const flags = `DEFAULT=${entry.isDefault ? 'YES' : 'NO'},AUTOSELECT=YES`;
  return `#EXT-X-MEDIA:TYPE=${type},GROUP-ID="${group}",NAME="${entry.name}",LANGUAGE="${entry.language}",${flags}`;
}

function streamAttributes(master: MasterPlaylist): string[] {
  const { video } = master;
  const attributes = [`BANDWIDTH=${Math.ceil(master.peakBitsPerSecond)}`];
  attributes.push(`AVERAGE-BANDWIDTH=${Math.ceil(master.averageBitsPerSecond)}`);
  attributes.push(`CODECS="${video === undefined ? AUDIO_CODEC : `${video.codec},${AUDIO_CODEC}`}"`);
  if (video !== undefined) {
    attributes.push(`RESOLUTION=${video.width}x${video.height}`);
    if (video.frameRateHz !== undefined) attributes.push(`FRAME-RATE=${video.frameRateHz.toFixed(3)}`);
    attributes.push('CLOSED-CAPTIONS=NONE');
  }
  attributes.push(`AUDIO="${AUDIO_GROUP}"`);
  if (master.captions.length > 0) attributes.push(`SUBTITLES="${CAPTIONS_GROUP}"`);
  return attributes;
}

/** A language's own name, as a viewer would look for it: `es` → `Español`. Falls back to the tag. */
export function languageName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
