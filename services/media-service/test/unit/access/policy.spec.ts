import { expect } from 'chai';
import { decide, type AccessRequest } from '../../../src/access/policy.js';
import type { AccessRules } from '../../../src/access/rules.js';
import { digestOf } from '../../../src/access/secret.js';

const account = { user: 'media-service', digest: digestOf('of-the-service') };
const rules: AccessRules = {
  publishKeys: [
    { stream: 'news', digest: digestOf('news-key') },
    { stream: 'news', digest: digestOf('spare-key') },
    { stream: '*', digest: digestOf('any-key') },
    { stream: 'open' },
  ],
  readKeys: [{ stream: 'news', digest: digestOf('read-key') }],
  readSources: 'keys',
  readDubs: 'public',
};

function outcomeOf(asked: Partial<AccessRequest>, by: AccessRules | 'no file' = rules): string {
  const request = { action: 'publish', path: 'live/news/in', user: '', password: '', token: '', query: '', ...asked };
  const { allowed, outcome } = decide(request, by === 'no file' ? undefined : by, account);
  return `${allowed ? 'yes' : 'no'}, ${outcome}`;
}

describe('Who may do what at the media server', () => {
  it('lets publish who has a key of the stream, or of all', () => {
    for (const password of ['news-key', 'spare-key', 'any-key'])
      expect(outcomeOf({ password }), password).to.equal('yes, key');
    expect(outcomeOf({ password: 'news-key', path: 'live/news' })).to.equal('yes, key');
    expect(outcomeOf({ password: 'news-key', path: 'live/sports/in' })).to.equal('no, wrong-key');
    expect(outcomeOf({ password: 'any-key', path: 'live/sports/in' })).to.equal('yes, key');
    expect(outcomeOf({ password: 'read-key' })).to.equal('no, wrong-key');
    expect(outcomeOf({})).to.equal('no, missing-key');
    expect(outcomeOf({ path: 'live/open/in' })).to.equal('yes, public');
  });

  it('takes a key as password, as token and from the query', () => {
    expect(outcomeOf({ user: 'anyone', password: 'news-key' })).to.equal('yes, key');
    expect(outcomeOf({ token: 'news-key' })).to.equal('yes, key');
    for (const query of ['key=news-key', 'user=x&pass=news-key', 'token=news-key', 'a=b&jwt=news-key'])
      expect(outcomeOf({ query }), query).to.equal('yes, key');
    expect(outcomeOf({ query: 'nokey=news-key' })).to.equal('no, missing-key');
    expect(outcomeOf({ user: 'news-key' })).to.equal('no, missing-key');
    expect(outcomeOf({ query: 'key=&token=' })).to.equal('no, missing-key');
    expect(outcomeOf({ password: digestOf('news-key') })).to.equal('no, wrong-key');
  });

  it('lets the service alone publish dubs, with or without an access file', () => {
    const dub = { path: 'live/news/out/es', password: 'news-key' };
    const service = { user: 'media-service', password: 'of-the-service' };
    for (const by of [rules, 'no file'] as const) {
      expect(outcomeOf(dub, by)).to.equal('no, service-only');
      expect(outcomeOf({ ...dub, ...service }, by)).to.equal('yes, service');
      expect(outcomeOf({ ...dub, user: 'media-service' }, by)).to.equal('no, service-only');
      expect(outcomeOf({ ...dub, ...service, user: 'another' }, by)).to.equal('no, service-only');
    }
  });

  it('reads by the policy of the kind of path', () => {
    const source = { action: 'read', path: 'live/news/in' };
    const dub = { action: 'read', path: 'live/news/out/es' };
    const withPolicy = (readSources: AccessRules['readSources'], readDubs: AccessRules['readDubs']) => ({
      ...rules,
      readSources,
      readDubs,
    });
    expect(outcomeOf(source)).to.equal('no, missing-key');
    expect(outcomeOf({ ...source, token: 'news-key' })).to.equal('no, wrong-key');
    expect(outcomeOf({ ...source, token: 'read-key' })).to.equal('yes, key');
    expect(outcomeOf({ ...source, action: 'playback', query: 'key=read-key' })).to.equal('yes, key');
    expect(outcomeOf(dub)).to.equal('yes, public');
    expect(outcomeOf({ ...source, token: 'read-key' }, withPolicy('private', 'private'))).to.equal('no, service-only');
    expect(outcomeOf(source, withPolicy('public', 'private'))).to.equal('yes, public');
    expect(outcomeOf(dub, withPolicy('public', 'private'))).to.equal('no, service-only');
    expect(outcomeOf(dub, withPolicy('public', 'keys'))).to.equal('no, missing-key');
    expect(outcomeOf({ ...dub, password: 'read-key' }, withPolicy('public', 'keys'))).to.equal('yes, key');
    const otherDub = { ...dub, path: 'live/sports/out/es', password: 'read-key' };
    expect(outcomeOf(otherDub, withPolicy('public', 'keys'))).to.equal('no, wrong-key');
  });

  it('knows no path but those of streams', () => {
    for (const path of ['', 'live', 'other/news', 'live/news/in/more', 'live/News/in', '*', 'live/*/in']) {
      expect(outcomeOf({ path, password: 'any-key' }), path).to.equal('no, unknown-path');
      expect(outcomeOf({ path, action: 'read', password: 'any-key' }), path).to.equal('no, unknown-path');
    }
  });

  it('leaves the control API, metrics and profiles to the service', () => {
    for (const action of ['api', 'metrics', 'pprof']) {
      for (const by of [rules, 'no file'] as const) {
        expect(outcomeOf({ action, path: '', password: 'any-key' }, by), action).to.equal('no, service-only');
        const service = { user: 'media-service', password: 'of-the-service' };
        expect(outcomeOf({ action, path: '', ...service }, by), action).to.equal('yes, service');
      }
    }
    expect(outcomeOf({ action: 'rename' })).to.equal('no, unknown-action');
    expect(outcomeOf({ action: 'rename' }, 'no file')).to.equal('no, unknown-action');
  });

  it('lets everyone publish sources and read where there is no access file', () => {
    for (const path of ['live/news/in', 'live/news', 'other/news'])
      expect(outcomeOf({ path }, 'no file'), path).to.equal('yes, unprotected');
    for (const path of ['live/news/in', 'live/news/out/es', 'other/news'])
      expect(outcomeOf({ path, action: 'read' }, 'no file'), path).to.equal('yes, unprotected');
  });
});
