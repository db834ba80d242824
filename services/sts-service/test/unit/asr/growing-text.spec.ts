import { expect } from 'chai';
import { atMostEvery } from '../../../src/asr/growing-text.js';

describe('atMostEvery', () => {
  let nowMs: number;
  let told: string[];
  let looks: number;
  const listener = () =>
    atMostEvery(
      100,
      (text) => told.push(text),
      () => nowMs,
    );
  const say = (text: string) => () => {
    looks += 1;
    return text;
  };

  beforeEach(() => {
    nowMs = 5;
    told = [];
    looks = 0;
  });

  it('tells the first text at once, and the next one when it is time', () => {
    const listen = listener();
    listen(say(' these '));
    nowMs += 99;
    listen(say('these are'));
    nowMs += 1;
    listen(say('these are the'));
    expect(told).to.deep.equal(['these', 'these are the']);
  });

  it('does not look at a text that it would not pass on', () => {
    const listen = listener();
    for (let call = 0; call < 50; call += 1) listen(say(`${call}`));
    expect(looks).to.equal(1);
  });

  it('waits after a look that brought nothing new', () => {
    const listen = listener();
    for (const text of ['these', 'these', 'are']) {
      listen(say(text));
      listen(say('too soon'));
      nowMs += 100;
    }
    expect(told).to.deep.equal(['these', 'are']);
    expect(looks).to.equal(3);
  });

  it('looks until there is something, and tells it at once', () => {
    const listen = listener();
    for (const text of ['', ' ', 'these', 'these are']) listen(say(text));
    expect(told).to.deep.equal(['these']);
  });
});
