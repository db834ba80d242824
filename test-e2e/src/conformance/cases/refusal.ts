import { STS_EVENTS, compareVersions, type ErrorMessage } from '@dubbing/contracts';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { ConformanceClient, Received } from '../client.js';
import { initOf, type WireInit } from '../session.js';
import { Skipped, require, requireSame } from '../violation.js';

/** A private tag of ISO 639: the language of nobody. */
const nobodysLanguage = 'qaa';

async function refusedInit(client: ConformanceClient, init: unknown): Promise<ErrorMessage> {
  client.send(STS_EVENTS.init, init);
  const refusal = await client.next(STS_EVENTS.error, '4.1');
  requireSame(refusal.fragmentId, undefined, '4.1', 'fragmentId of a refused stream:init');
  return refusal;
}

/** What comes for a stream:init that some servers can serve. @throws Skipped when this one does */
async function refusedOrSkipped(context: CaseContext, changes: Partial<WireInit>, why: string): Promise<ErrorMessage> {
  const client = await context.connect();
  client.send(STS_EVENTS.init, initOf(context, changes));
  const isAnswer = ({ event }: Received): boolean => event === STS_EVENTS.error || event === STS_EVENTS.ready;
  const answer = await client.nextOf(isAnswer, '4.1', 'the answer to stream:init');
  if (answer.event === STS_EVENTS.error) return answer.message;
  client.send(STS_EVENTS.end, {});
  await client.next(STS_EVENTS.complete, '10.1');
  throw new Skipped(why);
}

export const refusals: readonly ConformanceCase[] = [
  {
    name: 'refusal/tells-both-ranges',
    section: '4.2',
    promise: 'a range without a common version is refused with both ranges, and the client may try again',
    async run(context) {
      const client = await context.connect();
      const offered = { min: '9998.0', max: '9999.1' };
      const refusal = await refusedInit(client, initOf(context, { protocol: offered }));
      requireSame(refusal.code, 'PROTOCOL_UNSUPPORTED', '4.2', 'the code');
      requireSame(refusal.field, 'protocol', '4.2', 'the field');
      requireSame(refusal.retryable, false, '13', 'retryable');
      for (const version of [offered.min, offered.max]) {
        require(refusal.message.includes(version), '4.2', `the message does not name ${version}: ${refusal.message}`);
      }
      client.send(STS_EVENTS.init, initOf(context));
      const { protocol } = await client.next(STS_EVENTS.ready, '4.1');
      if (compareVersions(protocol, '1.1') >= 0) {
        const { protocols } = refusal;
        require(protocols !== undefined, '4.2', `it speaks ${protocol}, and the refusal has no protocols`);
        requireSame(`${protocols.client.min} ${protocols.client.max}`, '9998.0 9999.1', '4.2', 'protocols.client');
        const { min, max } = protocols.server;
        const isWithin = compareVersions(min, protocol) <= 0 && compareVersions(protocol, max) <= 0;
        require(isWithin, '4.2', `protocols.server is ${min} to ${max}, and it speaks ${protocol}`);
      }
      client.send(STS_EVENTS.end, {});
      await client.next(STS_EVENTS.complete, '10.1');
    },
  },
  {
    name: 'refusal/range-before-the-rest',
    section: '4.2',
    promise: 'the range is looked at first, whatever a version to come writes beside it',
    async run({ connect }) {
      const refusal = await refusedInit(await connect(), {
        protocol: { min: '2.0', max: '2.3' },
        stream: { name: 'x' },
      });
      requireSame(refusal.code, 'PROTOCOL_UNSUPPORTED', '4.2', 'the code');
    },
  },
  {
    name: 'refusal/names-the-field',
    section: '3.5',
    promise: 'a stream:init that breaks a rule is refused with the field at fault',
    async run(context) {
      const client = await context.connect();
      const { audio, replyAudio } = initOf(context);
      const [target = 'es'] = context.targetLanguages;
      const wrong: [Record<string, unknown>, field: RegExp][] = [
        [{ protocol: { min: '1', max: '1.0' } }, /^protocol\.min$/],
        [{ protocol: { min: '1.1', max: '1.0' } }, /^protocol\.max$/],
        [{ protocol: undefined }, /^protocol$/],
        [{ streamId: 'a/b' }, /^streamId$/],
        [{ streamId: 'x'.repeat(129) }, /^streamId$/],
        [{ sessionId: '' }, /^sessionId$/],
        [{ sourceLanguage: 'English' }, /^sourceLanguage$/],
        [{ targetLanguages: [] }, /^targetLanguages$/],
        [{ targetLanguages: target }, /^targetLanguages$/],
        [{ targetLanguages: [target, target] }, /^targetLanguages/],
        [{ targetLanguages: Array.from({ length: 17 }, (_, at) => `aa-${at + 10}`) }, /^targetLanguages/],
        [{ audio: { ...audio, encoding: 'opus' } }, /^audio\.encoding$/],
        [{ audio: { ...audio, sampleRateHz: 7999 } }, /^audio\.sampleRateHz$/],
        [{ replyAudio: { ...replyAudio, sampleRateHz: 48_001 } }, /^replyAudio\.sampleRateHz$/],
        [{ replyAudio: { ...replyAudio, channels: 3 } }, /^replyAudio\.channels$/],
        [{ features: 'partials' }, /^features$/],
        [{ glossary: [{ term: '…' }] }, /^glossary\.0\.term$/],
        [{ glossary: [{ term: 'a' }, { term: ' A' }] }, /^glossary/],
        [{ voices: [{ language: 'aa-zz', voice: 'v' }] }, /^voices/],
        [{ engines: { asr: '' } }, /^engines\.asr$/],
      ];
      for (const [changes, field] of wrong) {
        const refusal = await refusedInit(client, { ...initOf(context), ...changes });
        requireSame(refusal.code, 'CONTRACT_INVALID', '3.5', `the code for ${JSON.stringify(changes)}`);
        const told = refusal.field ?? '';
        require(field.test(
          told,
        ), '3.5', `the field for ${JSON.stringify(changes)} must be ${field.source}, not ${told}`);
      }
      client.send(STS_EVENTS.init, initOf(context));
      await client.next(STS_EVENTS.ready, '4.1');
      client.send(STS_EVENTS.end, {});
      await client.next(STS_EVENTS.complete, '10.1');
    },
  },
  {
    name: 'refusal/source-language',
    section: '4.1',
    promise: 'a source language that no engine hears is refused with its field',
    async run(context) {
      const why = `it claims to hear ${nobodysLanguage}`;
      const refusal = await refusedOrSkipped(context, { sourceLanguage: nobodysLanguage }, why);
      requireSame(refusal.code, 'LANGUAGE_UNSUPPORTED', '13', 'the code');
      requireSame(refusal.field, 'sourceLanguage', '4.1', 'the field');
    },
  },
  {
    name: 'refusal/target-language',
    section: '4.1',
    promise: 'a target language that cannot be served is refused with its field',
    async run(context) {
      const [target = ''] = context.targetLanguages;
      const why = `it claims to speak ${nobodysLanguage}`;
      const refusal = await refusedOrSkipped(context, { targetLanguages: [target, nobodysLanguage] }, why);
      const codes = ['LANGUAGE_UNSUPPORTED', 'LANGUAGE_PAIR_UNSUPPORTED'];
      require(codes.includes(refusal.code), '13', `the code must be one of ${codes.join(', ')}, not ${refusal.code}`);
      requireSame(refusal.field, 'targetLanguages.1', '4.1', 'the field');
    },
  },
  {
    name: 'refusal/engine',
    section: '4.4',
    promise: 'an engine that there is not is refused with its field',
    async run(context) {
      const client = await context.connect();
      for (const stage of ['asr', 'translation', 'tts']) {
        const refusal = await refusedInit(client, initOf(context, { engines: { [stage]: 'no-such-engine' } }));
        requireSame(refusal.code, 'ENGINE_UNKNOWN', '4.4', 'the code');
        requireSame(refusal.field, `engines.${stage}`, '4.4', 'the field');
      }
    },
  },
  {
    name: 'refusal/voice',
    section: '4.4',
    promise: 'a voice that no engine has is refused with its field',
    async run(context) {
      const [language] = context.targetLanguages;
      const voices = [{ language, voice: 'no such voice, surely' }];
      const refusal = await refusedOrSkipped(context, { voices }, 'its engines take any voice');
      requireSame(refusal.code, 'VOICE_UNKNOWN', '4.4', 'the code');
      requireSame(refusal.field, 'voices.0', '4.4', 'the field');
    },
  },
];
