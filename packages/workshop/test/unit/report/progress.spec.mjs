import { expect } from 'chai';
import { createProgress } from '../../../src/report/progress.mjs';

/** @param {boolean} isTTY */
function keeper(isTTY) {
  let text = '';
  return { isTTY, write: (/** @type {string} */ more) => void (text += more), read: () => text };
}

describe('createProgress', () => {
  it('shows a step with its note when it has ended', async () => {
    const stream = keeper(false);
    await createProgress(stream).step('build', () => Promise.resolve('all of it'));
    expect(stream.read()).to.match(/… build\n {2}✓ build {2}\d+\.\d s {2}\(all of it\)\n/);
  });
  it('marks a step that failed, and lets the error through', async () => {
    const stream = keeper(true);
    const failure = new Error('no');
    const thrown = await createProgress(stream)
      .step('build', () => Promise.reject(failure))
      .catch((/** @type {unknown} */ error) => error);
    expect(thrown).to.equal(failure);
    expect(stream.read()).to.include('✗ build');
  });
});
