import type { RandomAccess } from '../../media/random-access.js';

/** A connection that joins in the middle waits this long for a proper entry before it takes a lesser one. */
const START_PATIENCE_NS = 3_000_000_000n;
/** Longer than encoders leave between entries; without any for this long the source refreshes its picture gradually. */
const LATER_PATIENCE_NS = 12_000_000_000n;

/**
 * Decides at which pictures decoding may begin.
 *
 * IDR pictures, H.265 CRA and BLA pictures and H.264 recovery points count. A plain I picture does not: what follows it
 * may refer to what came before. Only a source that has nothing better, such as one with intra refresh, is entered where
 * its picture recovers, or at an I picture.
 */
export class KeyFrames {
  #sinceNs: bigint | undefined;
  #properSeen = false;

  isKey(access: RandomAccess, dtsNs: bigint): boolean {
    this.#sinceNs ??= dtsNs;
    const waitedNs = dtsNs - this.#sinceNs;
    const proper = access === 'closed' || access === 'open';
    const patienceNs = this.#properSeen ? LATER_PATIENCE_NS : START_PATIENCE_NS;
    const lesser = access === 'gradual' || (access === 'intra' && !this.#properSeen);
    if (!proper && !(lesser && waitedNs >= patienceNs)) return false;
    this.#properSeen ||= proper;
    // A source without proper entries has lesser ones all the time; a proper one ends the wait anew.
    if (proper) this.#sinceNs = dtsNs;
    return true;
  }
}
