import { writeFileSync } from 'node:fs';

/** From -1000 (never) to 1000 (always first); proc(5). Everything else stands at 0 unless somebody says otherwise. */
const score = '500';

/** When the machine runs out of memory, Linux ends an engine, which costs a fragment, and not the service. */
export function dieFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', score);
  } catch {
    // Other systems have no such file, and some containers do not let it be written.
  }
}
