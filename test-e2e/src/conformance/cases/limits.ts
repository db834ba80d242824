import { longestFragmentMs } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { fragmentOf } from '../fragment.js';
import { silence } from '../sound.js';
import { Skipped, require, requireSame } from '../violation.js';

const mostToFill = 64;

export const limits: readonly ConformanceCase[] = [
  {
    name: 'limits/pcm-length',
    section: '5',
    promise: 'PCM lasts as long as its fragment, one frame more or less',
    async run({ open }) {
      const session = await open();
      let sequence = 0;
      for (const frames of [8000, 7999, 8001]) {
        sequence += 1;
        await session.answer(session.sendSound(sequence, silence(500), { pcm: Buffer.alloc(2 * frames) }));
      }
      for (const bytes of [0, 2, 15_999, 16_001, 2 * 7998, 2 * 8002, 32_000]) {
        const wrong = session.sendSound(sequence + 1, silence(500), { pcm: Buffer.alloc(bytes) });
        const refusal = await session.refusal('5', wrong);
        requireSame(refusal.code, 'PCM_LENGTH_WRONG', '5', `the code for ${bytes} bytes in 500 ms`);
        requireSame(refusal.field, 'pcm', '5', `the field for ${bytes} bytes in 500 ms`);
      }
    },
  },
  {
    name: 'limits/longest-fragment',
    section: '8.3',
    promise: 'a fragment as long as maxFragmentDurationMs is taken, a longer one is refused',
    async run({ open }) {
      const session = await open();
      const { maxFragmentDurationMs: mostMs, maxFragmentBytes } = session.ready.limits;
      const longest = fragmentOf(1, silence(mostMs));
      if (longest.pcm.length <= maxFragmentBytes) await session.answer(session.send(longest));
      if (mostMs + 1000 > longestFragmentMs) throw new Skipped(`it takes ${mostMs} ms, and no message has much more`);
      const refusal = await session.refusal('8.3', session.sendSound(2, silence(mostMs + 1000)));
      requireSame(refusal.code, 'FRAGMENT_TOO_LARGE', '8.3', 'the code for a longer one');
      require(['durationMs', 'pcm'].includes(refusal.field ?? ''), '8.3', `the field is ${refusal.field}`);
      requireSame(refusal.retryable, false, '13', 'retryable');
    },
  },
  {
    name: 'limits/longest-message',
    section: '7.3',
    promise: 'a fragment longer than any breaks the contract',
    async run({ open }) {
      const session = await open();
      const changes = { durationMs: longestFragmentMs + 1000, endPtsNs: String((longestFragmentMs + 1000) * 1e6) };
      const refusal = await session.refusal('7.3', session.sendSound(1, silence(500), { startPtsNs: '0', ...changes }));
      const codes = ['CONTRACT_INVALID', 'FRAGMENT_TOO_LARGE'];
      require(codes.includes(refusal.code), '7.3', `the code is ${refusal.code}`);
      requireSame(refusal.field, 'durationMs', '7.3', 'the field');
    },
  },
  {
    name: 'limits/in-flight',
    section: '8.3',
    promise: 'with maxInFlight fragments in flight the next is refused, and may be sent again',
    timeoutMs: 60_000,
    async run({ open, clips }) {
      const session = await open();
      const { maxInFlight } = session.ready.limits;
      if (maxInFlight > mostToFill) throw new Skipped(`maxInFlight is ${maxInFlight}: too many to fill`);
      const fragments = [];
      for (let sequence = 1; sequence <= maxInFlight + 2; sequence++)
        fragments.push(session.sendSound(sequence, clips.speech));
      const verdicts = [];
      for (const fragment of fragments) verdicts.push(await session.verdict(fragment));
      const refused = verdicts.filter((verdict) => verdict !== undefined);
      for (const [at, fragment] of fragments.entries()) {
        if (verdicts[at] === undefined) await session.answer(fragment);
      }
      if (refused.length === 0) throw new Skipped('it was done with fragments faster than they came');
      for (const { code, retryable } of refused) {
        requireSame(code, 'IN_FLIGHT_LIMIT', '8.3', 'the code');
        requireSame(retryable, true, '13', 'retryable');
      }
      await session.answer(session.sendSound(maxInFlight + 3, silence(300)));
    },
  },
];
