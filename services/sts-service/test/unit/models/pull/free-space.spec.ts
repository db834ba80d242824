import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { checkFreeSpace } from '../../../../src/models/pull/free-space.js';
import { rejection } from '../../../support/rejection.js';

describe('checkFreeSpace', () => {
  it('refuses what does not fit, with both figures', async () => {
    const error = await rejection(checkFreeSpace(tmpdir(), 1e18));
    expect(error).to.include({ code: 'MODEL_DISK_FULL' });
    expect(error.message).to.match(/^1000000000000 MB are needed in .*, and \d+ MB are free$/);
  });

  it('has nothing against nothing', async () => {
    await checkFreeSpace('/no/such/folder', 0);
  });
});
