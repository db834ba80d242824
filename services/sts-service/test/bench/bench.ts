/** `npm run bench`: all subjects, or those that are named, as in `npm run bench -- speech`. */
import { describeError } from '@dubbing/common';
import { print } from './figures.js';
import { benchFragment } from './fragment.js';
import { benchRecognition } from './recognition/recognition.js';
import { benchSpeech } from './speech/speech.js';

const subjects: Readonly<Record<string, () => Promise<void>>> = {
  fragment: benchFragment,
  recognition: benchRecognition,
  speech: benchSpeech,
};

const named = process.argv.slice(2);
try {
  for (const name of named.length === 0 ? Object.keys(subjects) : named) {
    const subject = subjects[name];
    if (subject === undefined)
      throw new Error(`there is no subject ${name}; there are ${Object.keys(subjects).join(', ')}`);
    print(`\n== ${name}`);
    await subject();
  }
} catch (error) {
  process.stderr.write(`bench: ${describeError(error)}\n`);
  process.exitCode = 1;
}
