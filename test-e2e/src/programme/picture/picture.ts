import type { Schedule, ScheduledSentence } from '../schedule.js';
import { BEEP_PERIOD_MS, FIRST_BEEP_MS, FLASH_FRAMES, FRAME_RATE, HEIGHT, WIDTH } from '../format.js';
import { Canvas, WHITE, type Colour } from './canvas.js';
import { wrapText } from './wrap-text.js';

const NIGHT: Colour = { y: 40, u: 150, v: 118 };
const PANEL: Colour = { y: 62, u: 156, v: 112 };
const TEXT: Colour = { y: 210, u: 128, v: 128 };
const DIM: Colour = { y: 120, u: 138, v: 122 };
const ACCENT: Colour = { y: 150, u: 90, v: 160 };
const CLOCK_DOT = 12;
const BODY_DOT = 4;

/** Draws the frames of one loop, one after the other. */
export class Picture {
  readonly #canvas = new Canvas(WIDTH, HEIGHT);
  readonly #flash = new Canvas(WIDTH, HEIGHT);
  #shown: ScheduledSentence | undefined;

  constructor(
    readonly schedule: Schedule,
    title: string,
  ) {
    this.#flash.fill(WHITE);
    this.#canvas.fill(NIGHT);
    this.#canvas.rectangle(0, 0, WIDTH, 96, PANEL);
    this.#canvas.text(48, 30, title, 6, TEXT);
    this.#canvas.rectangle(0, 96, WIDTH, 6, ACCENT);
    this.#canvas.text(48, HEIGHT - 60, 'FLASH AND BEEP', BODY_DOT, DIM);
  }

  /** The I420 bytes of a frame. They are valid until the next call. */
  frame(index: number): Buffer {
    const timeMs = (index * 1000) / FRAME_RATE;
    const sinceBeepFrames =
      index -
      (Math.floor((timeMs - FIRST_BEEP_MS) / BEEP_PERIOD_MS) * BEEP_PERIOD_MS + FIRST_BEEP_MS) * (FRAME_RATE / 1000);
    if (timeMs >= FIRST_BEEP_MS && sinceBeepFrames < FLASH_FRAMES) return this.#flash.data;
    this.#clock(index);
    this.#countdown(timeMs);
    this.#sentence(timeMs);
    return this.#canvas.data;
  }

  #clock(index: number): void {
    const seconds = Math.floor(index / FRAME_RATE);
    const two = (value: number): string => String(value).padStart(2, '0');
    const text = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}:${two(index % FRAME_RATE)}`;
    const width = Canvas.textWidth(text, CLOCK_DOT);
    const left = Math.floor((WIDTH - width) / 4) * 2;
    this.#canvas.rectangle(left - 24, 150, width + 48, 132, PANEL);
    this.#canvas.text(left, 174, text, CLOCK_DOT, WHITE);
  }

  /** A bar that is full when flash and beep come. */
  #countdown(timeMs: number): void {
    const full = WIDTH - 96;
    const share = ((timeMs - FIRST_BEEP_MS + BEEP_PERIOD_MS) % BEEP_PERIOD_MS) / BEEP_PERIOD_MS;
    this.#canvas.rectangle(48, HEIGHT - 24, full, 10, PANEL);
    this.#canvas.rectangle(48, HEIGHT - 24, Math.round((share * full) / 2) * 2, 10, ACCENT);
  }

  /** The sentence stays until the next one begins. */
  #sentence(timeMs: number): void {
    const sentence = this.schedule.sentences.findLast(({ startMs }) => startMs <= timeMs);
    if (sentence === this.#shown) return;
    this.#shown = sentence;
    this.#canvas.rectangle(0, 320, WIDTH, 300, NIGHT);
    if (sentence === undefined) return;
    this.#canvas.text(48, 340, `${sentence.section} - ${sentence.voice}`, BODY_DOT, ACCENT);
    wrapText(sentence.text, 46).forEach((line, row) => this.#canvas.text(48, 400 + row * 48, line, BODY_DOT, TEXT));
  }
}
