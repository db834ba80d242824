import { durationMs, frameBytes } from '../sound/pcm.js';
import { isNewer } from '../schema/rules.js';
import type { FragmentData, FragmentProcessed, StreamInit, StreamReady } from '../wire.js';

/** What is wrong with a `stream:ready` as an answer to this `stream:init` (4, 9). */
export function faultOfReady(init: StreamInit, ready: StreamReady): string | undefined {
  const { protocol, features, engines, resumed, sessionId } = ready;
  if (isNewer(init.protocol.min, protocol) || isNewer(protocol, init.protocol.max)) return `version ${protocol}`;
  const unasked = (features ?? []).find((name) => init.features?.includes(name) !== true);
  if (unasked !== undefined) return `nobody asked for ${unasked}`;
  if (resumed && sessionId !== init.sessionId) return 'another session was resumed';
  const has = (stage: string, language: string): boolean =>
    engines.some((engine) => engine.stage === stage && engine.language === language);
  const missing = init.targetLanguages.find((language) => !has('translation', language) || !has('tts', language));
  if (missing !== undefined) return `no engines for ${missing}`;
  return has('asr', init.sourceLanguage) ? undefined : 'no engine for recognition';
}

/** What is wrong with an answer to this fragment (5, 7.6). */
export function faultOfAnswer(init: StreamInit, fragment: FragmentData, answer: FragmentProcessed): string | undefined {
  if (answer.sequence !== fragment.sequence) return `sequence ${answer.sequence}`;
  if (answer.startPtsNs !== fragment.startPtsNs || answer.endPtsNs !== fragment.endPtsNs) return 'another interval';
  const wanted = answer.status === 'ok' ? init.targetLanguages : [];
  const got = answer.dubs.map(({ language }) => language);
  if (got.join() !== wanted.join()) return `dubs in ${got.join() || 'no language'} of ${wanted.join()}`;
  if (answer.status === 'ok' && (answer.transcript ?? undefined) === undefined) return 'no transcript';
  for (const { language, status, audio, durationMs: lengthMs, naturalDurationMs, speedFactor } of answer.dubs) {
    if (status !== 'spoken') continue;
    if (audio === undefined || audio.length === 0) return `${language}: no sound`;
    if (audio.length % frameBytes(init.replyAudio) !== 0) return `${language}: a part of a frame`;
    if (Math.abs(durationMs(audio.length, init.replyAudio) - lengthMs) > 1e-6) return `${language}: lasts otherwise`;
    if (Math.abs(naturalDurationMs / lengthMs - speedFactor) > 1e-3) return `${language}: speed ${speedFactor}`;
  }
  return undefined;
}
