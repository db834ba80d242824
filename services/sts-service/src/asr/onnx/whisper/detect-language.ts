import type { StepDecoder } from '../../../decoding/step-decoder.js';
import type { WhisperTokens } from './whisper-tokens.js';

/** Whisper's code of the language that is spoken: the likeliest token behind the start. The decoder is reset first. */
export async function detectLanguage(decoder: StepDecoder, { start, languages }: WhisperTokens): Promise<string> {
  decoder.reset();
  const logits = (await decoder.step([start], 1)).of(0);
  let best = 'en';
  let highest = -Infinity;
  for (const [code, token] of languages) {
    const logit = logits[token] ?? -Infinity;
    if (logit > highest) {
      highest = logit;
      best = code;
    }
  }
  return best;
}
