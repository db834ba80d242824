/** A part of a resource: `length` bytes from `from` on. */
export interface ByteRange {
  readonly from: number;
  readonly length: number;
}

/** A resource, or a part of it, by its absolute URL. */
export interface Resource {
  readonly url: string;
  readonly range: ByteRange | undefined;
}

export interface HlsSegment extends Resource {
  readonly sequence: number;
  readonly durationMs: number;
  /** How many discontinuities came before it. */
  readonly discontinuity: number;
  /** The initialisation that it needs; undefined for MPEG-TS. */
  readonly map: Resource | undefined;
  /** Nothing is there. */
  readonly isGap: boolean;
  /** The method of its encryption; undefined for none. */
  readonly encryption: string | undefined;
}

export interface MediaPlaylist {
  readonly targetMs: number;
  readonly segments: readonly HlsSegment[];
  readonly isEnded: boolean;
}

/** What a player of the best variant reads. */
export interface MasterPlaylist {
  readonly variantUrl: string;
  /** The sound that is not in the variant itself: the default first, the others in their order. */
  readonly audioUrls: readonly string[];
}

/** @returns undefined where it is a media playlist, or none */
export function readMaster(text: string, baseUrl: string): MasterPlaylist | undefined {
  const lines = linesOf(text);
  const variants = lines.flatMap((line, index) => {
    if (tagOf(line) !== '#EXT-X-STREAM-INF') return [];
    const attributes = attributesOf(line);
    const uri = lines.slice(index + 1).find((next) => !next.startsWith('#'));
    return uri === undefined
      ? []
      : [{ uri, bandwidth: Number(attributes['BANDWIDTH'] ?? 0), group: attributes['AUDIO'] }];
  });
  const best = variants.toSorted((one, other) => other.bandwidth - one.bandwidth)[0];
  if (best === undefined) return undefined;
  const sounds = lines
    .filter((line) => tagOf(line) === '#EXT-X-MEDIA')
    .map(attributesOf)
    .filter((media) => media['TYPE'] === 'AUDIO' && media['GROUP-ID'] === best.group)
    .toSorted((one, other) => Number(other['DEFAULT'] === 'YES') - Number(one['DEFAULT'] === 'YES'));
  return {
    variantUrl: new URL(best.uri, baseUrl).href,
    audioUrls: sounds.flatMap(({ URI }) => (URI === undefined ? [] : [new URL(URI, baseUrl).href])),
  };
}

/** RFC 8216 and, of its successor, gaps; parts of segments are left to players in a hurry. @returns undefined where it is none */
export function readMedia(text: string, baseUrl: string): MediaPlaylist | undefined {
  if (!/^\uFEFF?#EXTM3U/.test(text) || !text.includes('#EXT-X-TARGETDURATION:')) return undefined;
  const segments: HlsSegment[] = [];
  let [targetMs, sequence, discontinuity, durationMs] = [0, 0, 0, 0];
  let [isEnded, isGap] = [false, false];
  let [map, range]: [Resource | undefined, ByteRange | undefined] = [undefined, undefined];
  let encryption: string | undefined;
  let nextByte = 0;
  for (const line of linesOf(text)) {
    const value = line.slice(line.indexOf(':') + 1);
    const tag = tagOf(line);
    if (tag === '#EXT-X-TARGETDURATION') targetMs = Number(value) * 1000;
    else if (tag === '#EXT-X-MEDIA-SEQUENCE') sequence = Number(value);
    else if (tag === '#EXT-X-DISCONTINUITY-SEQUENCE') discontinuity = Number(value);
    else if (tag === '#EXT-X-DISCONTINUITY') discontinuity += 1;
    else if (tag === '#EXT-X-ENDLIST') isEnded = true;
    else if (tag === '#EXT-X-GAP') isGap = true;
    else if (tag === '#EXTINF') durationMs = Number.parseFloat(value) * 1000;
    else if (tag === '#EXT-X-BYTERANGE') range = rangeOf(value, nextByte);
    else if (tag === '#EXT-X-KEY') {
      const method = attributesOf(line)['METHOD'];
      encryption = method === 'NONE' ? undefined : method;
    } else if (tag === '#EXT-X-MAP') {
      const { URI, BYTERANGE } = attributesOf(line);
      const part = BYTERANGE === undefined ? undefined : rangeOf(BYTERANGE, 0);
      map = URI === undefined ? undefined : { url: new URL(URI, baseUrl).href, range: part };
    } else if (!line.startsWith('#')) {
      const url = new URL(line, baseUrl).href;
      segments.push({ url, range, sequence, durationMs, discontinuity, map, isGap, encryption });
      nextByte = range === undefined ? 0 : range.from + range.length;
      sequence += 1;
      [range, isGap] = [undefined, false];
    }
  }
  return targetMs > 0 ? { targetMs, segments, isEnded } : undefined;
}

function rangeOf(text: string, nextByte: number): ByteRange {
  const [length = 0, from = nextByte] = text.split('@').map(Number);
  return { from, length };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The tag of a line; the whole line where it has no value. */
function tagOf(line: string): string {
  const colon = line.indexOf(':');
  return line.startsWith('#') && colon > 0 ? line.slice(0, colon) : line;
}

/** `#TAG:A=1,B="x, y"` */
function attributesOf(line: string): Readonly<Record<string, string | undefined>> {
  const pairs = [...line.matchAll(/[:,]\s*([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value.replace(/^"|"$/g, '')]));
}
