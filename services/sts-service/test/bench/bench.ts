/**
 * `npm run bench`: all subjects, or those that are named, as in `npm run bench -- speech`. What is no
 * subject is a model folder, for `translation` and `together`: `npm run bench -- translation models/opus-mt-en-es`.
 */
import { describeError } from '@dubbing/common';
import { print } from './figures.js';
import { benchFragment } from './fragment.js';
import { benchPartials } from './partials.js';
import { benchRecognition } from './recognition/recognition.js';
import { benchSessions } from './sessions/sessions.js';
import { benchSpeech } from './speech/speech.js';
import { benchTogether } from './together/together.js';
import { benchTranslation } from './translation/translation.js';

const subjects: Readonly<Record<string, (folders: readonly string[]) => Promise<void>>> = {
  fragment: benchFragment,
  partials: benchPartials,
  recognition: benchRecognition,
  sessions: benchSessions,
  speech: benchSpeech,
  together: benchTogether,
  translation: benchTranslation,
};

const named = process.argv.slice(2).filter((name) => !isFolder(name));
const folders = process.argv.slice(2).filter(isFolder);
try {
  for (const name of named.length === 0 ? Object.keys(subjects) : named) {
    const subject = subjects[name];
    if (subject === undefined)
      throw new Error(`there is no subject ${name}; there are ${Object.keys(subjects).join(', ')}`);
    print(`\n== ${name}`);
    await subject(folders);
  }
} catch (error) {
  process.stderr.write(`bench: ${describeError(error)}\n`);
  process.exitCode = 1;
}

function isFolder(name: string): boolean {
  return name.includes('/');
}
