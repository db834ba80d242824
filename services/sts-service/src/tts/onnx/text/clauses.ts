/** A part of a text that is spoken in one breath. */
export interface Clause {
  /** With the punctuation that ends it. */
  readonly text: string;
  /** What voices know of its end; empty at the end of a text and for marks that voices do not know. */
  readonly mark: '' | '.' | ',' | ':' | ';' | '?' | '!';
  readonly endsSentence: boolean;
}

interface Mark {
  readonly mark: Clause['mark'];
  readonly endsSentence: boolean;
  /** Ends a clause even when the next character is a letter. */
  readonly withoutSpace: boolean;
}

const marks = new Map<string, Mark>();

function define(characters: string, mark: Clause['mark'], endsSentence: boolean, withoutSpace = false): void {
  for (const character of characters) marks.set(character, { mark, endsSentence, withoutSpace });
}

define('.\u06D4\u1362\u1803\u1809', '.', true);
define('?\u037E\u061F\u1367\u2047\u2048', '?', true);
define('!\u07F9', '!', true);
define(',\u060C\u055D\u07F8\u1363\u1802\u1808\u2E41', ',', false);
define(':\u1365\u1366\u1804', ':', false);
define(';\u0387\u061B\u1364\u2013\u2014\u204F', ';', false);
// eSpeak NG makes the pause of a semicolon at an ellipsis; Piper itself runs the words together there.
define('\u2026', ';', false, true);
// Voices are trained without a sign for these: marks of scripts that write no space between
// sentences, and marks in front of a Spanish question that begins in the middle of a sentence.
define('\u3002\uFF0E\uFF01\uFF1F\u0964\u0589', '', true, true);
define('\u3001\uFF0C\uFF1A\uFF1B\u00BF\u00A1', '', false, true);

/** A mark also ends a clause in front of these, as in `"No." she said`. */
const brackets = new Set(
  '()[]{}<>"\'`\u00AB\u00BB\u300A\u300B\u2014\u2015\u2016\u2017\u2018\u2019\u201A\u201B\u201C\u201D\u201E\u201F',
);

/**
 * Cuts one line where eSpeak NG cuts it, since voices that were trained on its phonemes have
 * learned their pauses there: at punctuation that is followed by a space, a bracket or the end,
 * once there is a letter or a digit; not at a full stop in front of a small letter, which is an
 * abbreviation. Three dots are an ellipsis. Of several marks in a row the first one counts.
 * @param line without line breaks, spaces are single
 */
export function clausesOf(line: string): Clause[] {
  const characters = [...line.replace(/\.{3,}/g, '\u2026')];
  const clauses: Clause[] = [];
  let start = 0;
  let speaks = false;
  for (let at = 0; at < characters.length; at += 1) {
    const mark = marks.get(characters[at] ?? '');
    if (mark === undefined) {
      speaks ||= /[\p{L}\p{N}]/u.test(characters[at] ?? '');
      continue;
    }
    const isStop = characters[at] === '.';
    let next = at + 1;
    while (marks.has(characters[next] ?? '')) next += 1;
    const after = characters[next];
    const isFree = mark.withoutSpace || after === undefined || after === ' ' || brackets.has(after);
    const following = after === ' ' ? characters[next + 1] : after;
    const isAbbreviation = isStop && following !== undefined && /\p{Ll}/u.test(following);
    const isGenitive = isStop && following === "'" && characters[next + (after === ' ' ? 2 : 1)] === 's';
    at = next - 1;
    if (!speaks || !isFree || isAbbreviation || isGenitive) continue;
    clauses.push({ text: characters.slice(start, next).join(''), mark: mark.mark, endsSentence: mark.endsSentence });
    start = after === ' ' ? next + 1 : next;
    speaks = false;
  }
  const rest = characters.slice(start).join('');
  if (rest !== '') clauses.push({ text: rest, mark: '', endsSentence: true });
  return clauses;
}
