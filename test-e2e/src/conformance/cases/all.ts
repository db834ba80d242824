import type { ConformanceCase } from '../case.js';
import { answers } from './answers.js';
import { end } from './end.js';
import { forward } from './forward.js';
import { handshake } from './handshake.js';
import { limits } from './limits.js';
import { malformed } from './malformed.js';
import { oneShot } from './one-shot.js';
import { order } from './order.js';
import { packets } from './packets.js';
import { partials } from './partials.js';
import { pause } from './pause.js';
import { pressure } from './pressure.js';
import { refusals } from './refusal.js';
import { resends } from './resend.js';
import { resume } from './resume.js';

/** Every case, in the order in which they are tried. */
export const allCases: readonly ConformanceCase[] = [
  ...handshake,
  ...refusals,
  ...forward,
  ...packets,
  ...answers,
  ...order,
  ...resends,
  ...limits,
  ...pause,
  ...end,
  ...resume,
  ...malformed,
  ...partials,
  ...pressure,
  ...oneShot,
];
