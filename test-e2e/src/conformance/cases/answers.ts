import { STS_EVENTS } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { fragmentOf } from '../fragment.js';
import { noise, silence, widened } from '../sound.js';
import { Skipped, require, requireSame } from '../violation.js';

/** Networks and busy machines take their time; a server that does not heed deadlines takes more. */
const lateMs = 2500;

export const answers: readonly ConformanceCase[] = [
  {
    name: 'answers/speech',
    section: '7.6',
    promise: 'speech is answered with a transcript and a dub in every target language',
    async run({ open, clips }) {
      const session = await open();
      const { status } = await session.answer(session.sendSound(1, clips.speech));
      if (status !== 'ok') throw new Skipped(`the engines heard nothing in the clip: ${status}`);
    },
  },
  {
    name: 'answers/silence-and-noise',
    section: '8.2',
    promise: 'what is no speech is answered too',
    async run({ open }) {
      const session = await open();
      await session.answer(session.sendSound(1, silence(1500)));
      await session.answer(session.sendSound(2, noise(1500)));
      await session.answer(session.sendSound(3, silence(1)));
    },
  },
  {
    name: 'answers/formats',
    section: '5',
    promise: 'fragments and dubs have the formats that stream:init says',
    async run({ open, clips }) {
      const encoding = 'pcm_s16le';
      for (const [rate, channels, reply] of [
        [48_000, 2, { sampleRateHz: 8000, channels: 2 }],
        [16_000, 2, { sampleRateHz: 44_100, channels: 1 }],
      ] as const) {
        const format = { sampleRateHz: rate, channels };
        const session = await open({ audio: { encoding, ...format }, replyAudio: { encoding, ...reply } });
        const pcm = widened(clips.speech, rate / 16_000, channels);
        await session.answer(session.send(fragmentOf(1, pcm, {}, format)));
      }
    },
  },
  {
    name: 'answers/times',
    section: '6',
    promise: 'times beyond 2^53 and before zero come back letter by letter',
    async run({ open }) {
      const session = await open();
      const starts = [9_223_372_035_854_775_807n, -1_500_000_000n, 0n, 9_007_199_254_740_993n, -250_000_000n];
      for (const [at, start] of starts.entries()) {
        const times = { startPtsNs: String(start), endPtsNs: String(start + 500_000_000n) };
        await session.answer(session.sendSound(at + 1, silence(500), times));
      }
    },
  },
  {
    name: 'answers/duration-tolerance',
    section: '6',
    promise: 'durationMs may differ from its interval by 1 ms, and not by more',
    async run({ open }) {
      const session = await open();
      const times = { startPtsNs: '0', endPtsNs: '501000000' };
      await session.answer(session.sendSound(1, silence(500), times));
      const wrong = session.sendSound(2, silence(500), { ...times, endPtsNs: '502000000' });
      const refusal = await session.refusal('6', wrong);
      requireSame(refusal.code, 'CONTRACT_INVALID', '6', 'the code for 2 ms');
      requireSame(refusal.field, 'durationMs', '6', 'the field for 2 ms');
    },
  },
  {
    name: 'answers/by-the-deadline',
    section: '6',
    promise: 'an answer comes before its deadline has passed, done or not',
    async run({ open, clips }) {
      const session = await open();
      for (const [at, deadlineMs] of [400, 1, 150].entries()) {
        const { fragmentId } = session.sendSound(at + 1, clips.speech, { deadlineMs });
        const { status, error } = await session.client.next(STS_EVENTS.fragmentProcessed, '6', {
          where: (answer) => answer.fragmentId === fragmentId,
          what: `an answer within the ${deadlineMs} ms of its deadline`,
          withinMs: deadlineMs + lateMs,
        });
        if (status === 'failed') require(error !== undefined, '7.6', 'the answer failed and says not why');
      }
    },
  },
  {
    name: 'answers/languages-in-order',
    section: '7.6',
    promise: 'the dubs are in the order of targetLanguages',
    async run({ open, clips, targetLanguages }) {
      if (targetLanguages.length < 2) throw new Skipped('--target-language names only one');
      const session = await open({ targetLanguages: [...targetLanguages].reverse() });
      const { status } = await session.answer(session.sendSound(1, clips.speech));
      if (status !== 'ok') throw new Skipped(`the engines heard nothing in the clip: ${status}`);
    },
  },
  {
    name: 'answers/wishes-that-cannot-be-met',
    section: '4.4',
    promise: 'a glossary is never refused, whatever the translators can',
    async run({ open, targetLanguages }) {
      const [language] = targetLanguages;
      const glossary = [
        { term: 'Camp Nou' },
        { term: 'weather', translation: 'meteo', language },
        { term: 'weather', translation: 'meteo', language: 'qaa' },
      ];
      const session = await open({ glossary });
      await session.answer(session.sendSound(1, silence(500)));
      requireSame(session.client.left(STS_EVENTS.error).length, 0, '4.4', 'the number of errors');
    },
  },
];
