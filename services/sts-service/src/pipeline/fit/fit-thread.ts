import { parentPort } from 'node:worker_threads';
import { toDubbingError } from '@dubbing/common';
import type { FitResult, FitTask } from './fit-messages.js';
import { fitSpeech } from './fit.js';
import { Stretcher } from './stretch.js';

/**
 * Entry of the worker thread: fits one dub after the other. It has its thread because a dub takes
 * tens of milliseconds of computing, in which the service's own thread would answer nobody.
 */
const port = parentPort;
if (port === null) throw new Error('fit-thread runs as a worker thread only');

const stretcher = Stretcher.load();

port.on('message', (task: FitTask) => {
  void answer(task).then((result) => {
    port.postMessage(result, 'fitted' in result ? [result.fitted.pcm.buffer as ArrayBuffer] : []);
  });
});

async function answer({ id, request }: FitTask): Promise<FitResult> {
  try {
    return { id, fitted: fitSpeech(request, await stretcher) };
  } catch (error) {
    return { id, error: toDubbingError(error, 'INTERNAL').toJSON() };
  }
}
