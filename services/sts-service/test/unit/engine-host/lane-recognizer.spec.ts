import { expect } from 'chai';
import { Lane } from '../../../src/engine-host/lane.js';
import type { EngineWorker } from '../../../src/engine-host/engine-process.js';
import { laneRecognizer } from '../../../src/engine-host/lane-recognizer.js';
import type { EngineAnswers, EngineWork, WorkKind } from '../../../src/engine-host/messages.js';
import type { RecognizeRequest } from '../../../src/pipeline/seams.js';
import { rejection } from '../../support/rejection.js';

/** A second of sound; what it holds does not matter to a scripted worker. */
const pcm = Buffer.alloc(32_000);

function request(withinMs: number): RecognizeRequest {
  const deadlineAtMs = performance.now() + withinMs;
  const { signal } = new AbortController();
  return { sessionKey: 'a', pcm, sampleRateHz: 16_000, language: 'en', deadlineAtMs, signal };
}

describe('laneRecognizer', () => {
  let lane: Lane<EngineWorker>;
  let asked = 0;

  beforeEach(() => {
    lane = new Lane('the engine', 4);
    asked = 0;
  });

  /** A worker that answers as it is told, whatever is asked. */
  function worker(answer: (signal: AbortSignal, onPartial?: (text: string) => void) => Promise<object>): EngineWorker {
    return {
      perform: <K extends WorkKind>(
        _of: K,
        _work: EngineWork[K],
        signal: AbortSignal,
        onPartial?: (text: string) => void,
      ) => {
        asked += 1;
        return answer(signal, onPartial) as Promise<EngineAnswers[K]>;
      },
    };
  }

  it('answers with what the worker heard', async () => {
    lane.add(worker(() => Promise.resolve({ text: 'hello', confidence: 0.5 })));
    expect(await laneRecognizer('whisper', lane, () => true).recognize(request(60_000))).to.deep.equal({
      text: 'hello',
      confidence: 0.5,
      engine: 'whisper',
    });
  });

  it('passes on what the worker has heard so far, and asks for it only where somebody wants it', async () => {
    let wanted = 0;
    lane.add(
      worker((_signal, onPartial) => {
        if (onPartial !== undefined) wanted += 1;
        onPartial?.('hel');
        return Promise.resolve({ text: 'hello' });
      }),
    );
    const recognizer = laneRecognizer('whisper', lane, () => true);
    const heard: string[] = [];
    await recognizer.recognize({ ...request(60_000), onPartial: (text) => heard.push(text) });
    await recognizer.recognize(request(60_000));
    expect(heard).to.deep.equal(['hel']);
    expect(wanted).to.equal(1);
  });

  it('does not begin what cannot be done in time any more, after it has seen how long work takes', async () => {
    const stuck = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      });
    lane.add(worker(stuck));
    const recognizer = laneRecognizer('whisper', lane, () => true);
    expect(await rejection(recognizer.recognize(request(100)))).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(await rejection(recognizer.recognize(request(20)))).to.include({
      code: 'DEADLINE_EXCEEDED',
      source: 'whisper',
      retryable: true,
    });
    expect(asked).to.equal(1);
  });
});
