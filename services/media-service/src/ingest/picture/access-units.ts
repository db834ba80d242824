import { isVcl, nalType } from '../../media/nal.js';
import type { ElementaryUnit } from '../demux/elementary.js';
import type { Picture } from './picture.js';

const START_CODE = Buffer.from([0, 0, 1]);
const LENGTH_BYTES = 4;
/** No access unit is near this: the bytes have no start codes. */
const MAX_REST_BYTES = 32 * 1024 * 1024;

/** What came at once, with the times of the first access unit that begins in it. */
interface Piece {
  readonly times: Pick<Picture, 'ptsNs' | 'dtsNs'>;
  isTaken: boolean;
}

interface Opened {
  readonly times: Piece['times'];
  readonly nals: Buffer[];
  hasPicture: boolean;
}

const untimed: Piece['times'] = { ptsNs: undefined, dtsNs: undefined };

/**
 * Cuts the byte stream of H.264 (annex B) into access units with lengths in place of start codes. Nothing is left out:
 * delimiters, parameter sets and messages stay where they were. As the format has it, an access unit is over when the
 * next one begins (7.4.1.2.3); times belong to the first one that begins in their piece (ISO/IEC 13818-1, 2.4.3.7).
 */
export class AccessUnits {
  readonly #onNal: (nal: Buffer) => void;
  readonly #onPicture: (picture: Picture) => void;
  #opened: Opened | undefined;
  /** A NAL unit whose end has not come yet, from behind its start code, and where it began; undefined before the first. */
  #rest: { readonly bytes: Buffer; readonly piece: Piece } | undefined;

  /** @param onNal each NAL unit, before the picture that it belongs to. */
  constructor(onNal: (nal: Buffer) => void, onPicture: (picture: Picture) => void) {
    this.#onNal = onNal;
    this.#onPicture = onPicture;
  }

  push({ ptsNs, dtsNs, data }: ElementaryUnit): void {
    const piece = { times: { ptsNs, dtsNs }, isTaken: false };
    const rest = this.#rest;
    if (rest === undefined) this.#cut(data, 0, piece);
    else if (startsNal(data)) {
      // So most pieces begin, and what is held is whole without being joined to them.
      this.#rest = undefined;
      this.#close(rest.bytes, rest.piece);
      this.#cut(data, 0, piece);
    } else {
      // A start code may have begun in what is held.
      const searchedTo = Math.max(0, rest.bytes.length - START_CODE.length + 1);
      this.#cut(Buffer.concat([rest.bytes, data]), searchedTo, piece, rest.piece);
    }
  }

  /** Nothing more comes: what is held is whole. */
  end(): void {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) this.#close(rest.bytes, rest.piece);
    this.#give();
  }

  /** @param before where the NAL unit began with which the bytes start; undefined where they start with none. */
  #cut(bytes: Buffer, searchFrom: number, piece: Piece, before?: Piece): void {
    let nalAt = 0;
    let nalPiece = before;
    for (let at = bytes.indexOf(START_CODE, searchFrom); at >= 0; at = bytes.indexOf(START_CODE, nalAt)) {
      if (nalPiece !== undefined) this.#close(bytes.subarray(nalAt, at), nalPiece);
      nalAt = at + START_CODE.length;
      nalPiece = piece;
    }
    const isSane = nalPiece !== undefined && bytes.length - nalAt <= MAX_REST_BYTES;
    this.#rest = isSane ? { bytes: bytes.subarray(nalAt), piece: nalPiece ?? piece } : undefined;
  }

  /** @param bytes a NAL unit, with the zeros that may stand behind it. */
  #close(bytes: Buffer, piece: Piece): void {
    let length = bytes.length;
    while (length > 0 && bytes[length - 1] === 0) length -= 1;
    if (length === 0) return;
    const nal = bytes.subarray(0, length);
    if (nalType(nal) === DELIMITER || (this.#opened?.hasPicture === true && begins(nal))) this.#give();
    this.#opened ??= open(piece);
    this.#opened.nals.push(nal);
    this.#opened.hasPicture ||= isVcl(nal);
    this.#onNal(nal);
  }

  #give(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    // What has no slice is no picture; its parameter sets are known by now.
    if (opened?.hasPicture !== true) return;
    const { ptsNs, dtsNs } = opened.times;
    this.#onPicture({ ptsNs, dtsNs, durationNs: undefined, data: withLengths(opened.nals) });
  }
}

function open(piece: Piece): Opened {
  const times = piece.isTaken ? untimed : piece.times;
  piece.isTaken = true;
  return { times, nals: [], hasPicture: false };
}

function startsNal(bytes: Buffer): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && (bytes[2] === 1 || (bytes[2] === 0 && bytes[3] === 1));
}

const FIRST_PREFIX = 14;
const LAST_PREFIX = 18;
const FIRST_MESSAGE = 6;
/** Behind the first of a slice's three parts (7.3.2.9) the others follow, which name no macroblock. */
const LATER_PARTS = new Set([3, 4]);
const DELIMITER = 9;

/** Whether a NAL unit behind a picture is the first one of the next access unit. */
function begins(nal: Buffer): boolean {
  const type = nalType(nal);
  // The first slice of a picture is that of its first macroblock.
  if (isVcl(nal)) return !LATER_PARTS.has(type) && ((nal[1] ?? 0) & 0x80) !== 0;
  return (type >= FIRST_MESSAGE && type <= DELIMITER) || (type >= FIRST_PREFIX && type <= LAST_PREFIX);
}

function withLengths(nals: readonly Buffer[]): Buffer {
  const data = Buffer.allocUnsafeSlow(nals.reduce((sum, nal) => sum + LENGTH_BYTES + nal.length, 0));
  let at = 0;
  for (const nal of nals) {
    data.writeUInt32BE(nal.length, at);
    nal.copy(data, at + LENGTH_BYTES);
    at += LENGTH_BYTES + nal.length;
  }
  return data;
}
