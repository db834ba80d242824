type Fields = Readonly<Record<string, unknown>>;

interface Place {
  /** The object that the field stands in. */
  readonly parent: Fields;
  /** The message as a whole. */
  readonly message: Fields;
}

/** What `x-rules` names and `x-ruleTexts` tells. True where the rule is kept. */
export function keepsRule(rule: string, value: unknown, { parent, message }: Place): boolean {
  switch (rule) {
    case 'rangeInOrder':
      return !isNewer(String(parent['min']), String(value));
    case 'endsAfterStart':
      return BigInt(String(value)) > BigInt(String(parent['startPtsNs']));
    case 'lastsTheInterval':
      return Math.abs(intervalMs(parent) - Number(value)) <= 1;
    case 'atLeastField:targetMs':
      return Number(value) >= Number(parent['targetMs']);
    case 'ofTargetLanguages':
      return entries(value).every((entry) => entries(message['targetLanguages']).includes(languageOf(entry)));
    case 'noneTwice:a language':
      return areDistinct(entries(value).map(languageOf));
    case 'noneTwice:a term for one language':
      return areDistinct(entries(value).map((entry) => termOf(entry as Fields)));
    default:
      throw new TypeError(`no such rule: ${rule}`);
  }
}

/** Whether version `a` is newer than version `b`. */
export function isNewer(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA > majorB || (majorA === majorB && minorA > minorB);
}

function intervalMs({ startPtsNs, endPtsNs }: Fields): number {
  return Number(BigInt(String(endPtsNs)) - BigInt(String(startPtsNs))) / 1e6;
}

/** A voice is an object in a message, and `LANGUAGE=VOICE` in a URL. */
function languageOf(voice: unknown): unknown {
  return typeof voice === 'string' ? voice.slice(0, voice.indexOf('=')) : (voice as Fields)['language'];
}

function termOf({ term, language }: Fields): string {
  const plain = String(term).trim().replaceAll(/\s+/gu, ' ').toLowerCase();
  return JSON.stringify([plain, language ?? null]);
}

function entries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
