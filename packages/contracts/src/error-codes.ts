/** Every code that this package raises. Retired codes are never used again. */
export const contractErrorCodes = {
  /** A message breaks a rule of its class; `field` names where. */
  CONTRACT_INVALID: 'CONTRACT_INVALID',
  /** The PCM of a fragment does not last as long as the fragment says. */
  PCM_LENGTH_WRONG: 'PCM_LENGTH_WRONG',
  /** Client and server share no version of the protocol. */
  PROTOCOL_UNSUPPORTED: 'PROTOCOL_UNSUPPORTED',
} as const;

export type ContractErrorCode = keyof typeof contractErrorCodes;
