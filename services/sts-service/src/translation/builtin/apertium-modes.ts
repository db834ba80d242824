/** A language pair of Apertium, by BCP 47 base languages, and the Debian package that brings it. */
export interface ApertiumMode {
  readonly from: string;
  readonly to: string;
  readonly mode: string;
  readonly debianPackage: string;
}

/** Every direction that the packages of this project bring. */
export const apertiumModes: readonly ApertiumMode[] = [
  { from: 'en', to: 'es', mode: 'eng-spa', debianPackage: 'apertium-eng-spa' },
  { from: 'en', to: 'ca', mode: 'eng-cat', debianPackage: 'apertium-eng-cat' },
  { from: 'es', to: 'en', mode: 'spa-eng', debianPackage: 'apertium-eng-spa' },
  { from: 'ca', to: 'en', mode: 'cat-eng', debianPackage: 'apertium-eng-cat' },
];

export const defaultModesDir = '/usr/share/apertium/modes';

/**
 * The shell command of a mode's pipeline, kept running: every program of it flushes at a null
 * character (`-z`) instead of waiting for the end of its input. The `apertium` command has the
 * option too, but it opens its input by a path, which a pipe of Node does not have.
 *
 * `$1` of the mode file is how the generator treats unknown words: `-g` marks them, and the
 * marks tell which words to try again as names. `$2` is for debugging.
 * @param modeText the content of a `.mode` file.
 */
export function pipelineCommand(modeText: string): string {
  return modeText
    .trim()
    .split('|')
    .map((stage) => stage.trim().replaceAll('$1', '-g').replaceAll('$2', '').replace(/^\S+/, '$& -z'))
    .join(' | ');
}
