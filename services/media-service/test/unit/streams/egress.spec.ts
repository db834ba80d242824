import { ConfigError } from '@dubbing/common';
import { expect } from 'chai';
import { loadConfig } from '../../../src/config.js';
import { egressOutputs } from '../../../src/streams/egress.js';
import { specBuilderWith } from '../../support/specs.js';

const settings = (...egressUrlTemplates: string[]) => ({ egressUrlTemplates, targetLanguages: ['es', 'ca'] });

/** What the configuration says to these templates, with all else that it says. */
function faultsOf(templates: string, env: Readonly<Record<string, string>> = {}): string[] {
  try {
    loadConfig([], { MEDIA_EGRESS_URL_TEMPLATES: templates, ...env });
    return [];
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as ConfigError).faults.map(({ field, message }) => `${field}: ${message}`);
  }
}

describe('Further places that published streams are sent to', () => {
  it('are one for each language, or one for a language of its own', () => {
    const outputs = egressOutputs(
      'news',
      settings('rtmp://cdn.example/live/{id}-{lang}', 'es=rtmps://tv.example:443/app/key', 'original=srt://h:9000'),
    );
    expect(outputs.map(({ language, url }) => [language, url])).to.deep.equal([
      ['es', 'rtmp://cdn.example/live/news-es'],
      ['ca', 'rtmp://cdn.example/live/news-ca'],
      ['es', 'rtmps://tv.example:443/app/key'],
      ['original', 'srt://h:9000'],
    ]);
  });

  it('are told without their keys, however short these are', () => {
    const told = (template: string): string | undefined => egressOutputs('news', settings(`es=${template}`))[0]?.masked;
    expect(told('rtmp://cdn.example/live/{id}_{lang}')).to.equal('rtmp://cdn.example/live/news_es');
    expect(told('rtmp://cdn.example/live2/abc')).to.equal('rtmp://cdn.example/live2/[redacted]');
    expect(told('rtmp://me:pw@h/a/abc/{lang}?x=abc')).to.equal('rtmp://[redacted]@h/a/[redacted]/es?[redacted]');
    expect(told('srt://h:9000?streamid=abc&passphrase=abcabcabcabc&latency=200')).to.equal(
      'srt://h:9000?streamid=[redacted]&passphrase=[redacted]&latency=200',
    );
    expect(told('file:///srv/{id}-{lang}.ts')).to.equal('file:///srv/news-es.ts');
  });

  it('follow the media server in what a publish starts', () => {
    const specs = specBuilderWith({ egressUrlTemplates: ['es=rtmp://tv.example/app/key'] });
    expect(specs.fromPublish('news', 'live/news/in').outputs.at(-1)).to.deep.equal({
      language: 'es',
      url: 'rtmp://tv.example/app/key',
      masked: 'rtmp://tv.example/app/[redacted]',
    });
  });

  it('are looked at when the service starts, beside everything else, and no key is told', () => {
    expect(faultsOf('rtmp://h/live/{id}-{lang},es=rtmps://h/a/key, ca=srt://h:9000?streamid=a%2Cb')).to.deep.equal([]);
    const wrong = ['rtmp://h/sesame', 'http://h/a/sesame', 'rtmp://h/a/{key}', 'Spanish=rtmp://h/a/b', '/a/sesame.ts'];
    for (const template of [...wrong, 'file:///a/sesame.avi', 'es=', 'rtmp://']) {
      const [first, ...others] = faultsOf(template, { MEDIA_PORT: 'x' }).toSorted();
      expect(first, template).to.contain('egressUrlTemplates').and.not.contain('sesame');
      expect(others.join(), template).to.match(/^port:[^:]*$/);
    }
  });

  it('have to suit the other settings', () => {
    expect(faultsOf('de=rtmp://h/a/sesame')[0]).to.match(/template 1 is for de, which is no target language/);
    expect(faultsOf('rtmp://h/a/{lang},rtmp://h/a/sesame')[0]).to.match(/template 2 would send several languages/);
    expect(faultsOf('rtmp://h/a/sesame', { MEDIA_TARGET_LANGUAGES: 'es' })).to.deep.equal([]);
    expect(faultsOf('es=rtmp://h:99999/a/sesame').join())
      .to.match(/an RTMP output has the form/)
      .and.not.contain('sesame');
    expect(faultsOf('es=srt://h:9000?passphrase=sesame').join()).to.contain('10 to 79').and.not.contain('sesame');
    const file = 'file:///srv/records/{id}-{lang}.ts';
    expect(faultsOf(file)[0]).to.match(/MEDIA_RECORD_DIR is not set/);
    expect(faultsOf(file, { MEDIA_RECORD_DIR: '/srv/other' })[0]).to.match(/not below MEDIA_RECORD_DIR/);
    expect(faultsOf(file, { MEDIA_RECORD_DIR: '/srv/records' })).to.deep.equal([]);
    expect(faultsOf('de=rtmp://h/a/b', { MEDIA_VOICES: 'es=a,es=b' })).to.have.lengthOf(2);
  });
});
