import { expect } from 'chai';
import { hears, speaks, translates, voicesOf } from '../../../src/engine-host/ability.js';

describe('what an engine told that it can do', () => {
  it('is nothing before it is ready', () => {
    expect([hears(undefined, 'en'), translates(undefined, 'en', 'es'), speaks(undefined, 'es')]).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it('covers the regions of a language, and members that a model knows by another name', () => {
    const ability = { kind: 'recognize', hears: ['en', 'no', 'jv'] } as const;
    expect(['en-GB', 'nb', 'jv', 'sv', 'und'].map((tag) => hears(ability, tag))).to.deep.equal([
      true,
      true,
      true,
      false,
      true,
    ]);
    expect(hears({ kind: 'recognize', hears: ['en'] }, 'und')).to.equal(false);
    expect(hears({ kind: 'recognize', hears: 'any' }, 'sv')).to.equal(true);
    expect(speaks({ kind: 'synthesize', speaks: ['es-ES'], voices: [] }, 'es-419')).to.equal(true);
  });

  it("finds languages among the model's own codes", () => {
    const nllb = {
      kind: 'translate',
      translates: { from: ['eng_Latn', 'spa_Latn'], into: ['eng_Latn', 'spa_Latn'] },
    } as const;
    expect(translates(nllb, 'en-US', 'es')).to.equal(true);
    expect(translates(nllb, 'en', 'ja')).to.equal(false);
    const romance = { kind: 'translate', translates: { from: 'any', into: ['en'] } } as const;
    expect(translates(romance, 'ca', 'en')).to.equal(true);
    expect(translates(romance, 'ca', 'es')).to.equal(false);
  });

  it('has the voices that its model names', () => {
    expect(voicesOf({ kind: 'synthesize', speaks: ['es'], voices: ['ef_dora'] })).to.deep.equal(['ef_dora']);
    expect(voicesOf(undefined)).to.deep.equal([]);
    expect(voicesOf({ kind: 'recognize', hears: ['en'] })).to.deep.equal([]);
  });

  it('is of one kind', () => {
    expect(hears({ kind: 'synthesize', speaks: ['en'], voices: [] }, 'en')).to.equal(false);
    expect(speaks({ kind: 'recognize', hears: ['en'] }, 'en')).to.equal(false);
    expect(translates({ kind: 'recognize', hears: ['en'] }, 'en', 'es')).to.equal(false);
  });
});
