import { expect } from 'chai';
import { Lane } from '../../../src/engine-host/lane.js';
import { laneRecognizer, type RecognizingWorker } from '../../../src/engine-host/lane-recognizer.js';
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
  let lane: Lane<RecognizingWorker>;
  let asked: number;

  beforeEach(() => {
    lane = new Lane('the engine', 4);
    asked = 0;
  });

  it('answers with what the worker heard', async () => {
    lane.add({ recognize: () => Promise.resolve({ text: 'hello', confidence: 0.5 }) });
    expect(await laneRecognizer(lane).recognize(request(60_000))).to.deep.equal({
      text: 'hello',
      confidence: 0.5,
      engine: 'pocketsphinx',
    });
  });

  it('does not begin what cannot be done in time any more, after it has seen how long work takes', async () => {
    const stuck: RecognizingWorker = {
      recognize: (_pcm, signal) => {
        asked += 1;
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        });
      },
    };
    lane.add(stuck);
    const recognizer = laneRecognizer(lane);
    expect(await rejection(recognizer.recognize(request(100)))).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(await rejection(recognizer.recognize(request(20)))).to.include({
      code: 'DEADLINE_EXCEEDED',
      source: 'pocketsphinx',
      retryable: true,
    });
    expect(asked).to.equal(1);
  });
});
