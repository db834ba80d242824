import { randomBytes } from 'node:crypto';
import { serviceUser } from '../media/mask-url.js';

/** How the service itself logs in at the media server: to pull sources, to publish dubs, and at the control API. */
export interface ServiceAccount {
  readonly user: string;
  readonly password: string;
}

const PASSWORD_BYTES = 24;

/**
 * An account with a password of its own, made anew at each start: it is written nowhere and nobody has to set it.
 * Hexadecimal goes into URLs, SRT stream ids and headers as it is.
 */
export function createServiceAccount(): ServiceAccount {
  return { user: serviceUser, password: randomBytes(PASSWORD_BYTES).toString('hex') };
}
