import { expect } from 'chai';
import { termsFor, termsWithin } from '../../../src/pipeline/terms.js';

describe('termsFor', () => {
  const glossary = [
    { term: 'Camp Nou' },
    { term: 'goalkeeper', translation: 'portero', language: 'es' },
    { term: 'Goalkeeper', translation: 'arquero', language: 'es-AR' },
    { term: 'goalkeeper', translation: 'porter', language: 'ca' },
    { term: 'NATO', translation: ' OTAN ' },
  ];
  const termOf = (language: string) => termsFor(glossary, language)?.get('goalkeeper');

  it('keeps a term without a translation as the glossary writes it, and takes entries for all languages', () => {
    expect([...(termsFor(glossary, 'fr') ?? [])]).to.deep.equal([
      ['camp nou', 'Camp Nou'],
      ['nato', 'OTAN'],
    ]);
  });

  it('takes the entry that names the language most closely, in whatever order they stand', () => {
    expect(['es', 'es-MX', 'es-AR', 'ES-ar', 'ca', 'fr'].map(termOf)).to.deep.equal([
      'portero',
      'portero',
      'arquero',
      'arquero',
      'porter',
      undefined,
    ]);
    const general = { term: 'goalkeeper', translation: 'keeper' };
    expect(termsFor([...glossary, general], 'es')?.get('goalkeeper')).to.equal('portero');
    // The entry of a region says nothing of the language at large.
    expect(termsFor([{ term: 'a', language: 'es-AR' }], 'es')).to.equal(undefined);
  });

  it('is nothing where there is nothing', () => {
    expect(termsFor(undefined, 'es')).to.equal(undefined);
    expect(termsFor([], 'es')).to.equal(undefined);
  });
});

describe('termsWithin', () => {
  const terms = new Map([
    ['camp nou', 'Camp Nou'],
    ['goal', 'gol'],
  ]);

  it('leaves out what the text cannot have', () => {
    expect([...(termsWithin('At the CAMP  Nou', terms) ?? [])]).to.deep.equal([['camp nou', 'Camp Nou']]);
    expect(termsWithin('Good night', terms)).to.equal(undefined);
    expect(termsWithin('Good night', undefined)).to.equal(undefined);
  });
});
