import { ADVANCE, forEachDot } from './font.js';

/** A colour in BT.709 studio range. */
export interface Colour {
  y: number;
  u: number;
  v: number;
}

export const WHITE: Colour = { y: 235, u: 128, v: 128 };

/** An I420 picture. Rectangles lie on even coordinates, so that brightness and colour stay together. */
export class Canvas {
  readonly data: Buffer;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = Buffer.alloc((width * height * 3) / 2);
  }

  fill(colour: Colour): void {
    this.rectangle(0, 0, this.width, this.height, colour);
  }

  rectangle(x: number, y: number, width: number, height: number, colour: Colour): void {
    this.#plane(0, this.width, x, y, width, height, colour.y);
    const lumaSize = this.width * this.height;
    const half = [x / 2, y / 2, width / 2, height / 2] as const;
    this.#plane(lumaSize, this.width / 2, ...half, colour.u);
    this.#plane(lumaSize * 1.25, this.width / 2, ...half, colour.v);
  }

  /** Writes text with dots of `dotSize` pixels. */
  text(x: number, y: number, text: string, dotSize: number, colour: Colour): void {
    forEachDot(text, (column, row) => {
      this.rectangle(x + column * dotSize, y + row * dotSize, dotSize, dotSize, colour);
    });
  }

  static textWidth(text: string, dotSize: number): number {
    return (text.length * ADVANCE - 1) * dotSize;
  }

  #plane(offset: number, stride: number, x: number, y: number, width: number, height: number, value: number): void {
    for (let row = y; row < y + height; row += 1) {
      const start = offset + row * stride + x;
      this.data.fill(value, start, start + width);
    }
  }
}
