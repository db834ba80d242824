import { expect } from 'chai';
import { withStandIns } from '../../../src/translation/builtin/stand-ins.js';

const glossary = new Map([
  ['camp nou', 'Camp Nou'],
  ['goalkeeper', 'portero'],
]);

describe('withStandIns', () => {
  it('puts words that nobody knows in the place of terms, one for each place', () => {
    const guarded = withStandIns('the goalkeeper of the Camp Nou is a Goalkeeper', glossary);
    const words = (guarded?.text ?? '').split(' ').filter((word) => guarded?.isStandIn(word));
    expect(guarded?.text).to.match(/^the \w+ of the \w+ is a \w+$/);
    expect(new Set(words)).to.have.property('size', 3);
    expect(guarded?.isStandIn('the')).to.equal(false);
    const moved = `${words[1]} tiene ${words[2]?.toLowerCase()}, ${words[0]}.`;
    expect(guarded?.restore(moved)).to.equal('Camp Nou tiene portero, portero.');
  });

  it('says when one is lost, or comes back twice', () => {
    const guarded = withStandIns('goalkeeper, goalkeeper', glossary);
    const [first, second] = (guarded?.text ?? '').split(', ');
    expect(guarded?.restore(`${first} y otro`)).to.equal(undefined);
    expect(guarded?.restore(`${first} y ${first} y ${second}`)).to.equal(undefined);
    expect(guarded?.restore(`${second} y ${first}`)).to.equal('portero y portero');
  });

  it('leaves a term a word of its own where the translation puts letters right behind it', () => {
    const guarded = withStandIns('goalkeeper goalkeeper', glossary);
    expect(guarded?.restore(`${guarded.text.replace(' ', '')}ha el pla`)).to.equal('portero portero ha el pla');
  });

  it('is nothing where no term stands in the text', () => {
    expect(withStandIns('good night', glossary)).to.equal(undefined);
    expect(withStandIns('the goalkeeper', new Map())).to.equal(undefined);
  });

  it('has a word for every place of a long text', () => {
    const guarded = withStandIns('goalkeeper '.repeat(700), glossary);
    expect(guarded?.restore(guarded.text)).to.equal('portero '.repeat(700));
  });
});
