import { createLogger, toDubbingError } from '@dubbing/common';
import { CaptionOutbox } from './caption-outbox.js';
import type { FromWorker, ToWorker } from './messages.js';
import { StreamWorker } from './stream-worker.js';
import type { StreamSpec } from './stream-spec.js';

/** Entry of a worker process: one stream, told by messages, gone when the stream is over or the parent is. */

const STATUS_INTERVAL_MS = 1000;
/** How long a worker whose parent is gone may take to end cleanly. */
const ORPHAN_PATIENCE_MS = 10_000;

let worker: StreamWorker | undefined;

function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

async function runStream(spec: StreamSpec): Promise<void> {
  const logger = createLogger({
    service: 'media-worker',
    level: spec.logLevel,
    write: (line) => process.stderr.write(line),
  }).child({ stream: spec.id });
  const captions = new CaptionOutbox((news) => tell({ type: 'captions', captions: news }));
  const stream = new StreamWorker(spec, logger, {
    // At construction the state is not worth a message yet.
    onState: () => worker && void tell({ type: 'status', status: worker.status() }),
    onCaption: (caption) => captions.add(caption),
  });
  worker = stream;
  const timer = setInterval(() => void tell({ type: 'status', status: stream.status() }), STATUS_INTERVAL_MS);
  const error = await stream.closed;
  clearInterval(timer);
  await captions.settled();
  await tell({ type: 'status', status: stream.status() });
  await tell(error === undefined ? { type: 'ended' } : { type: 'ended', error: error.toJSON() });
}

/**
 * GStreamer's threads may hold the loop after everything is closed, and even hold up an exit; nothing is left to lose
 * here. The parent ends a process that does not go; without a parent it has to do that itself.
 */
function leave(): void {
  if (process.connected) process.exit();
  else process.kill(process.pid, 'SIGKILL');
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'end') worker?.end(message.reason);
  else if (message.type === 'drain') worker?.drain(message.reason);
  else {
    runStream(message.spec)
      .catch((error: unknown) => tell({ type: 'ended', error: toDubbingError(error).toJSON() }))
      .finally(leave);
  }
});
// Without its parent nobody can reach this process any more.
process.on('disconnect', () => {
  if (worker === undefined) process.exit();
  worker.end('the service is gone');
  setTimeout(() => process.exit(1), ORPHAN_PATIENCE_MS).unref();
});
// A signal to the whole group, as of a terminal or a service manager, comes to the parent as well: that decides how soon, and
// says so. What the parent does not know of ends as gently as it can.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => worker?.drain(`received ${signal}`));
