/** No fragment is longer, whatever a server allows. In milliseconds. */
export const longestFragmentMs = 60_000;

/** No binary field is larger: two minutes of 48 kHz stereo. */
export const mostPcmBytes = 120 * 48_000 * 2 * 2;

/** No text of a fragment is longer, in UTF-16 units. */
export const longestText = 16_384;
