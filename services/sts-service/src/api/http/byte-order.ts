/**
 * Tells the byte order of 16-bit sound from the sound itself. RFC 2586 says big-endian, and half of
 * the world sends little-endian under the same name. Neighbouring samples of sound are alike; with
 * their bytes swapped they are not. In doubt, as for silence, it is big-endian, as the RFC says.
 */
export function isLikelyBigEndian(pcm: Buffer): boolean {
  let bigSteps = 0;
  let littleSteps = 0;
  // A few seconds tell enough.
  const end = Math.min(pcm.length, 1 << 18) - 3;
  for (let at = 0; at < end; at += 2) {
    bigSteps += Math.abs(pcm.readInt16BE(at + 2) - pcm.readInt16BE(at));
    littleSteps += Math.abs(pcm.readInt16LE(at + 2) - pcm.readInt16LE(at));
  }
  return bigSteps <= littleSteps;
}
