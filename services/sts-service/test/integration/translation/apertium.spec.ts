import { expect } from 'chai';
import { apertiumModes, defaultModesDir, type ApertiumMode } from '../../../src/translation/builtin/apertium-modes.js';
import { Apertium } from '../../../src/translation/builtin/apertium.js';
import { rejection } from '../../support/rejection.js';
import { needsPackages } from '../../support/skip.js';

const never = new AbortController().signal;

function modeOf(from: string, to: string): ApertiumMode {
  const mode = apertiumModes.find((each) => each.from === from && each.to === to);
  if (mode === undefined) throw new Error(`no mode from ${from} to ${to}`);
  return mode;
}

describe('Apertium', function () {
  this.timeout(60_000);
  let spanish: Apertium;
  let catalan: Apertium;

  before(async function () {
    needsPackages(this, 'apertium', 'apertium-eng-spa', 'apertium-eng-cat');
    [spanish, catalan] = await Promise.all([
      Apertium.start(modeOf('en', 'es'), defaultModesDir, never),
      Apertium.start(modeOf('en', 'ca'), defaultModesDir, never),
    ]);
  });
  after(() => Promise.all([spanish?.close(), catalan?.close()]));

  it('makes sentences of the words of a recogniser', async () => {
    expect(
      await spanish.translate('the government has decided to build a large hospital near the river', never),
    ).to.match(/^El gobierno .* hospital .* río\.$/);
    expect(await catalan.translate('the children can return to their classes next week', never)).to.match(
      /^Els nens .* setmana.*\.$/,
    );
  });

  it('keeps running from one sentence to the next', async () => {
    const { pid } = spanish;
    expect(await spanish.translate('hello', never)).to.equal('Hola.');
    expect(await spanish.translate('good night', never)).not.to.contain('Hola');
    expect(spanish.pid).to.equal(pid);
    expect(spanish.restarts).to.equal(0);
  });

  it('knows names although they come in small letters', async () => {
    expect(await spanish.translate('she lives in spain', never)).to.contain('España');
  });

  it('keeps words that it does not know, without a mark', async () => {
    expect(await spanish.translate('the zzqx is here', never)).to.match(/^El zzqx .*\.$/i);
  });

  it('keeps the small letter of the word behind one that it does not know', async () => {
    expect(await spanish.translate('wembley is a big place', never)).to.equal('Wembley es un sitio grande.');
  });

  it('loses and doubles no term of a long glossary, however terms are written and wherever they stand', async () => {
    const glossary = new Map([
      ['good evening', '¡Muy buenas!'],
      ['Large Hospital', '«Gran Hospital» de Níjar'],
      ['hospital', '$& clínica'],
      ["the minister's", 'l’Àngela'],
      ['government', 'Moncloa'],
      ["rock 'n' roll", 'Rock’n’Roll'],
      ['ma\u0301laga', 'Màlaga [AGP]'],
      ...Array.from({ length: 24 }, (_, place) => [`term ${place}`, `WRONG ${place}`] as const),
    ]);
    const said: [text: string, ...wordings: string[]][] = [
      ['good evening and welcome to the hospital', '¡Muy buenas!', '$& clínica'],
      ['a large hospital near a hospital', '«Gran Hospital» de Níjar', '$& clínica'],
      ["the minister's friends like the government's plan", 'l’Àngela', 'Moncloa'],
      ["rock ‘n’ roll and rock 'n' roll in Málaga", 'Rock’n’Roll', 'Rock’n’Roll', 'Màlaga [AGP]'],
    ];
    const wordings = new RegExp(
      [...glossary.values()].map((text) => text.replaceAll(/[$[\]]/gu, '\\$&')).join('|'),
      'gu',
    );
    for (const apertium of [spanish, catalan]) {
      for (const [text, ...expected] of said) {
        const spoken = await apertium.translate(text, never, glossary);
        expect([...spoken.matchAll(wordings)].map(([found]) => found).sort(), spoken).to.deep.equal(expected.sort());
        expect(spoken).not.to.match(/Zqx|(?:Moncloa|clínica)\p{L}/u);
      }
    }
  });

  it('has the terms of a glossary to the letter, and translates the rest', async () => {
    const glossary = new Map([
      ['river', 'RIU Gran'],
      ['camp nou', 'Camp Nou'],
    ]);
    const text = 'the children live near the river in camp nou';
    const spoken = await catalan.translate(text, never, glossary);
    expect(spoken).to.match(/^Els nens /);
    expect(spoken).to.contain('RIU Gran').and.to.contain('Camp Nou');
    expect(spoken).to.not.match(/zqx/i);
    expect(await spanish.translate('the goalkeeper', never, new Map([['goalkeeper', 'guardameta']]))).to.equal(
      'El guardameta.',
    );
    expect(await spanish.translate('hello', never, glossary)).to.equal('Hola.');
  });

  it('is not disturbed by characters of its own syntax', async () => {
    expect(await spanish.translate('[ ^hello$ \\ {the} <house> @ /', never)).to.contain('casa');
    expect(await spanish.translate('hello', never)).to.equal('Hola.');
  });

  it('says nothing for nothing', async () => {
    expect(await spanish.translate('  ', never)).to.equal('');
  });

  it('is there again after its programs were killed', async () => {
    const { pid } = catalan;
    process.kill(-(pid ?? Number.NaN), 'SIGKILL');
    const first: unknown = await catalan.translate('hello', never).catch((error: unknown) => error);
    // The kill may be noticed before the question or after it.
    if (typeof first !== 'string') expect(first).to.include({ code: 'ENGINE_CRASHED', retryable: true });
    expect(await catalan.translate('hello', never)).to.equal('Hola.');
    expect(catalan.restarts).to.equal(1);
  });

  it('names the package of a pair that is not installed', async () => {
    const error = await rejection(Apertium.start(modeOf('en', 'ca'), '/no/such/folder', never));
    expect(error).to.include({ code: 'SYSTEM_PACKAGE_MISSING', source: 'apertium-eng-cat' });
  });
});
