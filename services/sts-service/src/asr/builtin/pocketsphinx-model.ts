import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stsError } from '../../errors.js';

/** Where the Debian package puts the model of American English. */
export const defaultModelDir = '/usr/share/pocketsphinx/model/en-us';

const debianPackage = 'pocketsphinx-en-us';

/**
 * How to search, measured on flite voices and on read books: the limits halve the time that
 * unclear sound takes and change no word of clear speech. The front end's own removal of noise
 * and silence costs words on clean voices; the speech gate does that work better.
 */
const searchArguments = [
  ['-remove_noise', 'no'],
  ['-remove_silence', 'no'],
  ['-maxhmmpf', '3000'],
  ['-maxwpf', '20'],
] as const;

/**
 * The arguments of the decoder for the model in a directory.
 *
 * The features' mean is removed per fragment by `Cepstra` and not by the decoder, whose running
 * mean would carry one session's microphone over to another's. The model's `feat.params` would
 * turn it on again, so that file is read here and the decoder gets an empty one.
 * @throws DubbingError SYSTEM_PACKAGE_MISSING when a part of the model is not there.
 */
export function decoderArguments(modelDir: string): string[] {
  const acousticModel = join(modelDir, 'en-us');
  const featureParameters = join(acousticModel, 'feat.params');
  const languageModel = join(modelDir, 'en-us.lm.bin');
  const dictionary = join(modelDir, 'cmudict-en-us.dict');
  for (const file of [featureParameters, languageModel, dictionary]) {
    if (existsSync(file)) continue;
    throw stsError(
      'SYSTEM_PACKAGE_MISSING',
      `PocketSphinx needs the Debian package ${debianPackage}: ${file} is not there`,
      { source: debianPackage },
    );
  }
  return [
    'pocketsphinx',
    '-hmm',
    acousticModel,
    '-lm',
    languageModel,
    '-dict',
    dictionary,
    ...readFileSync(featureParameters, 'utf8')
      .replace(/-cmn\s+\S+/, '')
      .trim()
      .split(/\s+/),
    '-featparams',
    '/dev/null',
    '-cmn',
    'none',
    ...searchArguments.flat(),
  ];
}
