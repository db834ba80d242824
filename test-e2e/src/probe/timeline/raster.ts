import { ADVANCE, forEachDot, GLYPH_ROWS } from '../../programme/picture/font.js';
import { encodePng } from './png.js';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A picture of 24-bit pixels. Whatever lies outside it is not drawn. */
export class Raster {
  readonly #pixels: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    background: Rgb,
  ) {
    this.#pixels = new Uint8Array(width * height * 3);
    this.fill(0, 0, width, height, background);
  }

  /** @param opacity 0 leaves what is there, 1 hides it */
  fill(x: number, y: number, width: number, height: number, [red, green, blue]: Rgb, opacity = 1): void {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(this.width, Math.round(x + width))];
    const [top, bottom] = [Math.max(0, Math.round(y)), Math.min(this.height, Math.round(y + height))];
    const pixels = this.#pixels;
    for (let row = top; row < bottom; row += 1) {
      for (let at = (row * this.width + left) * 3, end = (row * this.width + right) * 3; at < end; at += 3) {
        pixels[at] = mix(pixels[at], red, opacity);
        pixels[at + 1] = mix(pixels[at + 1], green, opacity);
        pixels[at + 2] = mix(pixels[at + 2], blue, opacity);
      }
    }
  }

  frame(x: number, y: number, width: number, height: number, colour: Rgb): void {
    this.fill(x, y, width, 1, colour);
    this.fill(x, y + height - 1, width, 1, colour);
    this.fill(x, y, 1, height, colour);
    this.fill(x + width - 1, y, 1, height, colour);
  }

  /** Accents are left out; a letter that the font lacks is a blank. */
  text(x: number, y: number, text: string, dotSize: number, colour: Rgb): void {
    forEachDot(drawable(text), (column, row) =>
      this.fill(x + column * dotSize, y + row * dotSize, dotSize, dotSize, colour),
    );
  }

  static textWidth(text: string, dotSize: number): number {
    return drawable(text).length * ADVANCE * dotSize;
  }

  static lineHeight(dotSize: number): number {
    return (GLYPH_ROWS + 2) * dotSize;
  }

  toPng(): Buffer {
    return encodePng(this.width, this.height, this.#pixels);
  }
}

function drawable(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/g, "'")
    .replace(/[“”«»]/g, '"')
    .replace(/[–—]/g, '-');
}

function mix(under: number | undefined, over: number, opacity: number): number {
  return (under ?? 0) * (1 - opacity) + over * opacity;
}
