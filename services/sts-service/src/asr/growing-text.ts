/**
 * Hears that an engine has got further with a sound. It asks for the text only when it wants it, so that an engine may call
 * after every step: making a text of the search's state is not free.
 */
export type TextListener = (text: () => string) => void;

/**
 * Passes a growing text on, at most so often, and never the same twice in a row. A text that is empty says nothing yet.
 * @param everyMs from one look at the text to the next.
 * @param now milliseconds of any clock that never goes back.
 */
export function atMostEvery(
  everyMs: number,
  tell: (text: string) => void,
  now = (): number => performance.now(),
): TextListener {
  let nextAtMs = -Infinity;
  let told = '';
  return (text) => {
    const nowMs = now();
    if (nowMs < nextAtMs) return;
    const heard = text().trim();
    // The first words are told as soon as they are there.
    if (heard === '') return;
    nextAtMs = nowMs + everyMs;
    if (heard === told) return;
    told = heard;
    tell(heard);
  };
}
