/**
 * The shape of the programme. A loop lasts a multiple of 40 s, so that it holds a whole number of
 * video frames (1/30 s) and of AAC frames (1024 samples at 48 kHz) and both tracks repeat together.
 */
export const FRAME_RATE = 30;
export const WIDTH = 1280;
export const HEIGHT = 720;
export const SAMPLE_RATE_HZ = 48_000;
export const AAC_FRAME_SAMPLES = 1024;
export const LOOP_UNIT_MS = 40_000;

/** A flash and a beep every 10 s, the first one at 5 s, so that neither lies on the loop point. */
export const BEEP_PERIOD_MS = 10_000;
export const FIRST_BEEP_MS = 5_000;
export const BEEP_DURATION_MS = 100;
export const BEEP_FREQUENCY_HZ = 1_000;
export const FLASH_FRAMES = 3;

/**
 * The picture is shown this many frames after time zero of the file: with two B-frames the decoder
 * must be fed two frames ahead, and FLV has no negative decode times. Sound is shifted as much.
 */
export const REORDER_FRAMES = 2;
