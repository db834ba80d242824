import { expect } from 'chai';
import { createTurns } from '../../../src/report/turns.mjs';

/** @returns {{ write: (text: string | Uint8Array) => void, read: () => string }} */
function keeper() {
  let text = '';
  return { write: (more) => void (text += more.toString()), read: () => text };
}

describe('createTurns', () => {
  it('shows the first one as it comes, and the others when all before them have ended', () => {
    const stream = keeper();
    const next = createTurns(stream);
    const [first, second, third] = [next(), next(), next()];
    second.output('2a ');
    first.output('1a ');
    third.output('3a ');
    expect(stream.read()).to.equal('1a ');
    third.end();
    first.output('1b ');
    expect(stream.read()).to.equal('1a 1b ');
    first.end();
    expect(stream.read()).to.equal('1a 1b 2a ');
    second.output(Buffer.from('2b '));
    expect(stream.read()).to.equal('1a 1b 2a 2b ');
    second.end();
    expect(stream.read()).to.equal('1a 1b 2a 2b 3a ');
  });

  it('shows at once who comes when nobody is before it', () => {
    const stream = keeper();
    const next = createTurns(stream);
    next().end();
    next().output('now');
    expect(stream.read()).to.equal('now');
  });
});
