import { compareVersions } from './version.js';

/**
 * What goes beyond version 1.0 of the protocol, with the version that brought it. The client names in `stream:init` what it wants, the server
 * names in `stream:ready` what it gives; nothing of a feature is sent where one of them did not name it.
 */
export const protocolFeatures = {
  /** `fragment:partial`: the growing transcript of a fragment. */
  partials: '1.1',
} as const;

export type ProtocolFeature = keyof typeof protocolFeatures;

/** The features that a protocol version has, by name. */
export function featuresOf(protocol: string): ProtocolFeature[] {
  const names = Object.keys(protocolFeatures) as ProtocolFeature[];
  return names.filter((name) => compareVersions(protocolFeatures[name], protocol) <= 0);
}

/** The features of a session: what the client wished for and the agreed version has. Names that are not known here are a newer peer's. */
export function agreeFeatures(protocol: string, wished: readonly string[] = []): ProtocolFeature[] {
  return featuresOf(protocol).filter((name) => wished.includes(name));
}
