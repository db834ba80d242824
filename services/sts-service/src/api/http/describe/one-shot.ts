import { ONE_SHOT_PATH, OneShotQuery, OneShotResponse } from '@dubbing/contracts';
import type { RouteDescription } from '@dubbing/contracts/schema';
import { wavTypes } from '../read-clip.js';
import { refusals } from './refusals.js';

/** Bytes have no schema in JSON. */
const bytes = {};

/** The one-shot route: one clip in, its dubs out. */
export const oneShotRoute: RouteDescription = {
  method: 'post',
  path: ONE_SHOT_PATH,
  summary: 'Dub one clip',
  description:
    'The clip is recognised once, translated into each language, spoken, and fitted to its own length or to `slotMs`. A language that fails ' +
    'fails alone: its dub tells why.\n\n' +
    'The clip is a WAV file of 16-bit PCM, or samples of signed 16 bit as `audio/L16;rate=R;channels=C`; 8 to 48 kHz, mono or stereo. RFC 2586 ' +
    'makes raw samples big-endian: without `;endianness=big-endian` or `;endianness=little-endian` the order is told from the sound itself.\n\n' +
    'How large and long a clip may be, how many are worked on at once and for how long is configured ' +
    '(`STS_ONE_SHOT_…`).',
  tags: ['speech'],
  query: OneShotQuery,
  body: { ...Object.fromEntries(wavTypes.map((type) => [type, bytes])), 'audio/L16': bytes },
  responses: {
    200: {
      description:
        'What was said, and its dubs as WAV, 48 kHz mono. Where nothing was said there is no transcript, and all dubs are empty.',
      content: { 'application/json': OneShotResponse },
    },
    ...refusals({
      'The query or the clip is wrong; the error names the field.': [
        'CONTRACT_INVALID',
        'REQUEST_INVALID',
        'WAV_INVALID',
      ],
      'The clip is too large, or too long.': ['BODY_TOO_LARGE', 'FRAGMENT_TOO_LARGE'],
      'The clip is in no form that is taken.': ['AUDIO_FORMAT_UNSUPPORTED'],
      'No engine hears, speaks or translates this, or has that name or voice; the error names the field.': [
        'LANGUAGE_UNSUPPORTED',
        'LANGUAGE_PAIR_UNSUPPORTED',
        'ENGINE_UNKNOWN',
        'VOICE_UNKNOWN',
      ],
      'The recogniser failed.': ['ENGINE_FAILED'],
      'It cannot be done now.': [
        'ENGINE_BUSY',
        'ENGINE_LOADING',
        'ENGINE_CRASHED',
        'ENGINE_UNAVAILABLE',
        'SYSTEM_PACKAGE_MISSING',
        'MODEL_UNAVAILABLE',
        'MODEL_INCOMPATIBLE',
        'SHUTTING_DOWN',
      ],
      'It was not done in time.': ['DEADLINE_EXCEEDED'],
    }),
  },
};
