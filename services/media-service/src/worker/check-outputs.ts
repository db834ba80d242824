import { targetOf } from '../publish/target.js';
import type { StreamSpec } from './stream-spec.js';

/**
 * Outputs open with the first released unit; a URL that can never be one is refused before anything starts.
 * @throws DubbingError OUTPUT_URL_INVALID
 */
export function checkOutputs(outputs: StreamSpec['outputs']): void {
  for (const { url } of outputs) targetOf(url);
}
