import { STS_EVENTS } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { Skipped, require, requireSame } from '../violation.js';

const mostToFill = 64;

export const pressure: readonly ConformanceCase[] = [
  {
    name: 'pressure/levels',
    section: '8.3',
    promise: 'backpressure comes when its level changes, is hard only at the limit, and is over when all is done',
    timeoutMs: 60_000,
    async run({ open, clips }) {
      const session = await open();
      const { maxInFlight, maxFragmentDurationMs } = session.ready.limits;
      if (maxInFlight > mostToFill) throw new Skipped(`maxInFlight is ${maxInFlight}: too many to fill`);
      const fragments = Array.from({ length: maxInFlight }, (_, at) => session.sendSound(at + 1, clips.speech));
      for (const fragment of fragments) await session.answer(fragment);
      await session.client.fence('3.4');
      const advice = session.client.left(STS_EVENTS.backpressure);
      if (advice.length === 0) throw new Skipped('it sends no backpressure');
      let level = 'none';
      for (const each of advice) {
        require(each.level !== level, '8.3', `backpressure came twice with level ${level}`);
        require(each.recommendedFragmentMs <=
          maxFragmentDurationMs, '7.11', `it recommends fragments of ${each.recommendedFragmentMs} ms and takes ${maxFragmentDurationMs}`);
        level = each.level;
      }
      require(level !== 'hard', '8.3', `backpressure is still hard when nothing is in flight`);
      requireSame(session.client.left(STS_EVENTS.error).length, 0, '8.3', 'errors with no more than maxInFlight');
    },
  },
];
