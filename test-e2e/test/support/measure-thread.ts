/** The thread of `measureApart`. What it throws is thrown there. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureRecording } from '../../src/probe/programme/recording.js';
import type { MeasureArguments } from './measure-apart.js';

parentPort?.postMessage(await measureRecording(...(workerData as MeasureArguments)));
