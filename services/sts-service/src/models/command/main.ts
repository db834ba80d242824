import { DubbingError, onTermination } from '@dubbing/common';
import { models } from './models.js';

/** `npm run models`. What has come is kept when it is interrupted, and the next pull goes on from there. */
const interrupted = new AbortController();
const stopListening = onTermination((signal) => {
  interrupted.abort(new DubbingError('ABORTED', `interrupted by ${signal}`));
});

process.exitCode = await models(process.argv.slice(2), {
  terminal: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTty: process.stderr.isTTY,
  },
  signal: interrupted.signal,
});
stopListening();
