import { OneShotQuery } from '../../src/index.js';
import type { MessageClass } from '../../src/rules/shape.js';
import { forms, inBackticks, type Row } from './protocol-document.js';

/** Texts that are of one form or another, or nearly. */
export const trials: readonly string[] = [
  ['', ' ', 'a', 'es', 'en-US', 'en-us-x', 'ESP', 'espa', 'pt_BR', 'a'.repeat(128), 'a'.repeat(129), 'f.1_-', 'f/1'],
  ['es-a', 'es-ab-cd-ef-gh', 'es-ab-cd-ef-gh-ij', '1.0', '01.0', '1.00', '1.10', '10000.0', '1', '1.0.0', 'v1.0'],
  ['0', '-0', '00', '-1', '1', '9223372036854775807', '10000000000000000000', '1e3', '1.5', '+1', '\u0661', 'es\n'],
  ['A', 'A_1', '_A', 'a_A', 'A'.repeat(64), 'A'.repeat(65), 'A-B', 'Ä'],
].flat();

/** Values that a field of this row must refuse. */
export function wrongOf({ type = '', limits = '' }: Row): unknown[] {
  const [least, most] = boundsOf(limits);
  const bytes = type === 'bytes';
  const wrong: unknown[] = [() => 1, bytes ? 'AAAA' : Buffer.alloc(2)];
  if (type !== 'boolean') wrong.push(true);
  if (type === 'whole') wrong.push(least + 0.5, least - 1, ...(Number.isSafeInteger(most + 1) ? [most + 1] : []), '1');
  if (type === 'number') wrong.push(least - 1, most + 1, Number.NaN, 'one');
  if (type === 'text' || type === 'words') wrong.push('a'.repeat(most + 1), ...(least > 0 ? [''] : []), 1);
  if (type === 'words') wrong.push('…', 'a\u0007');
  if (bytes) wrong.push(Buffer.alloc(most + 1));
  if (type.startsWith('one of')) wrong.push('something else', 1);
  if (forms.has(type)) wrong.push('@', 1);
  if (type.startsWith('`')) wrong.push('text', 1, []);
  if (type.startsWith('list of'))
    wrong.push(
      {},
      'text',
      [1],
      Array.from({ length: most + 1 }, () => anItem(type)),
    );
  if (type.startsWith('list of') && least > 0) wrong.push([]);
  return wrong;
}

/** Values that a field of this row must take, those at its limits among them. */
export function rightOf({ field, type = '', limits = '' }: Row, messageClass: MessageClass): unknown[] {
  const [least, most] = boundsOf(limits);
  if (type === 'whole' || type === 'number') return [least, most];
  if (type === 'text') return ['\u0007'.repeat(least), '.'.repeat(most)];
  if (type === 'words') return ['7', 'é'.repeat(most)];
  if (type === 'boolean') return [true, false];
  if (type === 'bytes') return [Buffer.alloc(0), Buffer.alloc(most), new Uint8Array(4), new ArrayBuffer(4)];
  if (type.startsWith('one of')) return [...type.matchAll(/`([^`]+)`/g)].map(([, value]) => value);
  if (type === 'list of language') return [Array.from({ length: most }, (_, at) => `xx-${at + 10}`)];
  // The voices of the one-shot route are texts of a form of their own.
  if (messageClass === OneShotQuery && inBackticks(field) === 'voices') return [[]];
  const [, longest] = /of 1 to (\d+) characters/.exec(limits) ?? [];
  if (type === 'list of text') return [[], Array.from({ length: most }, () => 'a'.repeat(Number(longest)))];
  return [];
}

/** The first two numbers of a cell such as `1 to 128 characters`. */
function boundsOf(limits: string): [least: number, most: number] {
  const [, least = '0', most = '0'] = /^(\d+) to (\d+)/.exec(limits) ?? [];
  return [Number(least), Number(most)];
}

function anItem(type: string): unknown {
  return type === 'list of text' || type === 'list of language' ? 'es' : {};
}
