import { bytesPerFrame } from '@dubbing/common';
import type { Dub, FragmentProcessed, StreamInit } from '@dubbing/contracts';
import type { WireFragment } from './fragment.js';
import { Violation } from './violation.js';

/** Milliseconds as doubles; PCM at 48 kHz has frames of 0.02 ms. */
const roundingMs = 1e-3;

type Asked = Pick<StreamInit, 'sourceLanguage' | 'targetLanguages' | 'replyAudio'>;

/** What is wrong with an answer by itself, besides what its class says. */
export function answerFaults(answer: FragmentProcessed, sent: WireFragment, asked: Asked): Violation[] {
  const faults: Violation[] = [];
  const must = (holds: boolean, section: string, message: string): void => {
    if (!holds) faults.push(new Violation(section, `in the answer to ${answer.fragmentId}: ${message}`));
  };
  const { status, transcript, dubs, startPtsNs, endPtsNs } = answer;
  must(startPtsNs === sent.startPtsNs, '6', `startPtsNs is ${startPtsNs}, and was ${sent.startPtsNs}`);
  must(endPtsNs === sent.endPtsNs, '6', `endPtsNs is ${endPtsNs}, and was ${sent.endPtsNs}`);
  must(status !== 'ok' || transcript !== undefined, '7.6', 'it is ok and has no transcript');
  must(
    transcript === undefined || transcript.language === asked.sourceLanguage,
    '7.15',
    `the transcript is in ${transcript?.language}, not in ${asked.sourceLanguage}`,
  );
  const languages = dubs.map(({ language }) => language).join(', ');
  const expected = status === 'ok' ? asked.targetLanguages.join(', ') : '';
  must(languages === expected, '7.6', `it is ${status}, and its dubs are [${languages}] instead of [${expected}]`);
  for (const dub of dubs) dubFaults(dub, asked, must);
  return faults;
}

function dubFaults(
  { language, status, audio, durationMs, speedFactor, naturalDurationMs }: Dub,
  { replyAudio }: Asked,
  must: (holds: boolean, section: string, message: string) => void,
): void {
  if (audio === undefined) {
    must(status !== 'spoken', '7.15', `${language} is spoken and has no audio`);
    must(durationMs === 0, '7.15', `${language} has no audio, and lasts ${durationMs} ms`);
    return;
  }
  const frames = audio.length / bytesPerFrame(replyAudio);
  must(frames > 0 && Number.isInteger(frames), '5', `${language} has ${audio.length} bytes, which are no whole frames`);
  const lastsMs = (frames * 1000) / replyAudio.sampleRateHz;
  must(
    Math.abs(lastsMs - durationMs) <= roundingMs,
    '5',
    `${language} says that it lasts ${durationMs} ms, and its ${frames} frames last ${lastsMs}`,
  );
  const factor = naturalDurationMs / durationMs;
  must(
    Math.abs(factor - speedFactor) <= 0.01 * factor + 0.01,
    '7.15',
    `${language} has speedFactor ${speedFactor}, and ${naturalDurationMs} / ${durationMs} is ${factor.toFixed(3)}`,
  );
}
