import type { ErrorInfo, VersionRange } from './wire.js';

/** The codes of section 13 that this pair uses, and whether the same message may succeed later. */
const retryable = {
  CONTRACT_INVALID: false,
  PCM_LENGTH_WRONG: false,
  PROTOCOL_UNSUPPORTED: false,
  WAV_INVALID: false,
  LANGUAGE_UNSUPPORTED: false,
  VOICE_UNKNOWN: false,
  ENGINE_UNKNOWN: false,
  AUDIO_FORMAT_UNSUPPORTED: false,
  FRAGMENT_TOO_LARGE: false,
  SEQUENCE_INVALID: false,
  BODY_TOO_LARGE: false,
  NOT_FOUND: false,
  METHOD_NOT_ALLOWED: false,
  REQUEST_INVALID: false,
  UNKNOWN_EVENT: false,
  SESSION_REQUIRED: false,
  SESSION_EXISTS: false,
  SESSION_MISMATCH: false,
  SESSION_EXPIRED: true,
  SESSION_LIMIT: true,
  SESSION_PAUSED: true,
  SESSION_ENDED: false,
  IN_FLIGHT_LIMIT: true,
  DEADLINE_EXCEEDED: true,
  SHUTTING_DOWN: true,
  INTERNAL: false,
} as const;

export type Code = keyof typeof retryable;

/** What one side tells the other that it does not do. */
export class Refusal extends Error {
  constructor(
    readonly code: Code,
    message: string,
    readonly field?: string,
    readonly protocols?: { readonly client: VersionRange; readonly server: VersionRange },
  ) {
    super(message);
  }

  get info(): ErrorInfo {
    const { code, message, field } = this;
    return { code, message: message.slice(0, 4096), ...(field !== undefined && { field }), retryable: retryable[code] };
  }
}

/** Anything that was thrown, as the peer is told of it. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('INTERNAL', String(error));
}
