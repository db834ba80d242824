import { expect } from 'chai';
import { openApiDocument, openApiPage } from '../../../src/schema/index.js';
import { service } from '../../support/routes.js';

const document = openApiDocument(service);
const page = openApiPage(document);

/** Everything between `<` and `>`. */
const tags = [...page.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^>]*)?)>/g)].map(([, close, name = '', attributes = '']) => ({
  isEnd: close === '/',
  name,
  attributes,
}));

describe('openApiPage', () => {
  it('is whole: every element is closed where it was opened', () => {
    const open: string[] = [];
    for (const { isEnd, name } of tags.filter(({ name: tag }) => tag !== 'meta')) {
      if (isEnd) expect(open.pop()).to.equal(name);
      else open.push(name);
    }
    expect(open).to.deep.equal([]);
  });

  it('has no script and nothing from elsewhere', () => {
    expect(tags.map(({ name }) => name)).not.to.include.members(['script']);
    const attributes = tags.map(({ attributes: text }) => text).join(' ');
    expect(attributes).not.to.match(/\s(?:src|on\w+|style)=/);
    expect(page).not.to.match(/@import|url\(/);
    for (const [, target = ''] of attributes.matchAll(/href="([^"]*)"/g)) expect(target).to.match(/^#/);
  });

  it('leads nowhere that is not there, and has no id twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const targets = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id = '']) => id);
    expect(ids).to.include.members(targets);
  });

  it('tells every route, every parameter, every message and every field', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { summary, parameters = [] }] of Object.entries(operations)) {
        expect(page).to.include(`<b>${method.toUpperCase()}</b> ${path}</code>`);
        expect(page).to.include(summary.replace('&', '&#38;'));
        for (const { name } of parameters) expect(page).to.include(`<code>${name}</code>`);
      }
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      const [, section = ''] = page.split(`<h3 id="message-${name}">`);
      for (const field of Object.keys(schema['properties'] as object)) {
        expect(section.split('</section>')[0], name).to.include(`<code>${field}</code>`);
      }
    }
  });

  it('tells of a field what it is held to', () => {
    const text = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(text).to.match(/delayMs whole number, in ms 2000 to 30000 The programme delay, 2000 to 30000 ms\./);
    expect(text).to.include('mode aligned | interpreter');
    expect(text).to.include(
      'targetLanguages in the query required separated by commas list of text 1 to 16 items; none twice; each matches',
    );
    expect(text).to.include('outputs list of StreamOutput at most 32 items');
    expect(text).to.match(
      /voices list of VoiceChoice at most 16 items Voices by name, .* Never a language twice in the list\. The language of every/,
    );
    expect(text).to.include('bytes; at most 1000000 bytes');
    expect(text).to.match(/audio\/L16 ?: bytes/);
    expect(text).to.include('pages[].number required 1');
    expect(text).to.match(/sourceLanguage text matches \S+ ; default &#34;en&#34;/);
  });

  it('shows samples', () => {
    expect(page).to.include('<summary>Example create-stream.minimal</summary>');
  });

  it('escapes whatever it is given', () => {
    const evil = `"><script>alert('&')</script>`;
    const spoiled = JSON.parse(
      JSON.stringify(document, (key, value: unknown) =>
        typeof value === 'string' && key !== '$ref' ? value + evil : value,
      ),
    ) as typeof document;
    const made = openApiPage({ ...spoiled, paths: { [evil]: { [evil]: Object.values(spoiled.paths)[0]!['post']! } } });
    expect(made).not.to.include('<script');
    expect(made).not.to.include(evil.toUpperCase());
    expect(made).to.include('&#34;&#62;&#60;script&#62;alert(&#39;&#38;&#39;)&#60;/script&#62;');
  });
});
