import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ConfigError, DubbingError } from '@dubbing/common';
import { stsError } from '../../../../src/errors.js';
import { modelsUsage } from '../../../../src/models/command/arguments.js';
import { exitCodeOf, exitCodes } from '../../../../src/models/command/exit-codes.js';

/** From `build/test/unit/models/command` up to the repository. */
const page = readFileSync(new URL('../../../../../../../docs/models.md', import.meta.url), 'utf8');

describe('exit codes of the models command', () => {
  it('are the rows of their table in docs/models.md, and those of the usage', () => {
    const table = page.split('| exit code')[1]?.split('\n\n')[0] ?? '';
    const rows = [...table.matchAll(/^\| `(\d+)`/gm)].map(([, code]) => Number(code));
    expect(rows).to.deep.equal(Object.values(exitCodes));
    const told = [...(modelsUsage.split('Exit codes:')[1] ?? '').matchAll(/\d+/g)].map(([code]) => Number(code));
    expect(told).to.deep.equal(Object.values(exitCodes));
  });

  it('tell what to do about an error', () => {
    expect(exitCodeOf(stsError('MODEL_HUB_UNREACHABLE', 'x'))).to.equal(exitCodes.later);
    expect(exitCodeOf(stsError('MODEL_BUSY', 'x'))).to.equal(exitCodes.later);
    expect(exitCodeOf(stsError('MODEL_DISK_FULL', 'x'))).to.equal(exitCodes.later);
    expect(exitCodeOf(stsError('MODEL_HUB_REFUSED', 'x'))).to.equal(exitCodes.failed);
    expect(exitCodeOf(stsError('MODEL_FILE_WRONG', 'x'))).to.equal(exitCodes.wrong);
    expect(exitCodeOf(stsError('MODEL_LICENCE_REQUIRED', 'x'))).to.equal(exitCodes.licence);
    expect(exitCodeOf(stsError('ARGUMENT_INVALID', 'x'))).to.equal(exitCodes.usage);
    expect(exitCodeOf(new ConfigError([]))).to.equal(exitCodes.usage);
    expect(exitCodeOf(new DubbingError('ABORTED', 'x'))).to.equal(exitCodes.interrupted);
    expect(exitCodeOf(new Error('x'))).to.equal(exitCodes.failed);
  });
});
