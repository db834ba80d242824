import { parentPort } from 'node:worker_threads';
import { toDubbingError } from '@dubbing/common';
import { fitSpeech } from '../fit/fit.js';
import { Stretcher } from '../fit/stretch.js';
import type { AudioOutcome, AudioResult, AudioTask } from './messages.js';
import { prepareForRecognizer } from './prepare.js';

/**
 * Entry of the audio thread: one task after the other. It is a thread because a dub takes tens
 * of milliseconds of computing, in which the service's own thread would answer nobody.
 */
const port = parentPort;
if (port === null) throw new Error('the audio thread runs as a worker thread only');

const stretcher = Stretcher.load();

port.on('message', (task: AudioTask) => {
  void answer(task).then((result) => {
    port.postMessage(result, 'outcome' in result ? [result.outcome.pcm.buffer as ArrayBuffer] : []);
  });
});

async function answer(task: AudioTask): Promise<AudioResult> {
  try {
    return { id: task.id, outcome: await perform(task) };
  } catch (error) {
    return { id: task.id, error: toDubbingError(error, 'INTERNAL').toJSON() };
  }
}

async function perform(task: AudioTask): Promise<AudioOutcome> {
  if (task.kind === 'prepare') return { pcm: prepareForRecognizer(task.request) };
  const { pcm, ...fitted } = fitSpeech(task.request, await stretcher);
  return { pcm, fitted };
}
