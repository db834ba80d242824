import { expect } from 'chai';
import { fromTwoLevels, joinRtmpNames, rewriteFlvUrl, toTwoLevels } from '../../../src/media-server/two-levels.js';

/** What a path is in there, and what it is told as. */
function told(path: string): string | undefined {
  const names = toTwoLevels(path);
  return names === undefined ? undefined : fromTwoLevels(`/${names.app}/${names.name}`);
}

describe('The two levels of the embedded media server', () => {
  it('hold every path of the service, each by one name that the server takes', () => {
    expect(told('live/news/in')).to.equal('live/news/in');
    expect(told('/live/news')).to.equal('live/news/in');
    expect(told('live/news/out/pt-BR')).to.equal('live/news/out/pt-BR');
    expect(told('live/out/out/es')).to.equal('live/out/out/es');
    for (const path of ['live/news/in', 'live/news/out/pt-BR', 'live/in/out/in']) {
      for (const name of Object.values(toTwoLevels(path) ?? {})) expect(name).to.match(/^[a-zA-Z0-9_-]+$/);
    }
  });

  it('hold no other', () => {
    const others = [
      '',
      'live',
      'live/news_es',
      'news/in',
      'live/News',
      'live/news/out',
      'live/news/out/',
      'live/a/out/b/c',
    ];
    for (const path of [...others, 'live/news/out/e_s', 'live/news/out/..', 'live/../in']) {
      expect(told(path), path).to.equal(undefined);
    }
  });

  it('are found wherever an RTMP client cuts the path', () => {
    const cuts = [
      ['live', 'news/in'],
      ['live/news', 'in'],
      ['live/news/', 'in'],
      ['live/', '/news/in'],
      ['live?key=a', 'news/in?key=b'],
      ['live/news/in', ''],
    ];
    for (const [app = '', name = ''] of cuts)
      expect(joinRtmpNames(app, name), `${app} + ${name}`).to.equal('live/news/in');
  });

  it('are found in the URLs of players, with what else these say', () => {
    expect(rewriteFlvUrl('/live/news/out/es.flv?key=a.b/c')).to.equal('/news/out_es.flv?key=a.b/c');
    expect(rewriteFlvUrl('/live/news.flv')).to.equal('/news/in.flv');
    for (const url of ['/', '/live/news', '/news/in.flv', '/live/news_es.flv', '/live/n%65ws.flv', '/admin/x.flv']) {
      expect(rewriteFlvUrl(url), url).to.equal(undefined);
    }
  });
});
