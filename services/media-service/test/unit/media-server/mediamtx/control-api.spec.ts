import { expect } from 'chai';
import { ControlApi } from '../../../../src/media-server/mediamtx/control-api.js';
import { ScriptedMediaMtx } from '../../../support/scripted-mediamtx.js';

const never = new AbortController().signal;

async function problemOf(work: Promise<unknown>): Promise<{ code?: string; message?: string; retryable?: boolean }> {
  return work.then(
    () => ({}),
    (error: { code?: string }) => error,
  );
}

describe('ControlApi', () => {
  let server: ScriptedMediaMtx;
  beforeEach(async () => {
    server = await ScriptedMediaMtx.start();
  });
  afterEach(() => server.close());

  const ask = (path = '/v3/info', more: object = {}) => new ControlApi({ url: server.url, ...more }).get(path, never);

  it('gives what MediaMTX answers, and tells that there is no such thing', async () => {
    expect(await ask()).to.deep.equal({ status: 200, body: { version: 'v1.15.2' } });
    expect(await ask('/v3/nothing')).to.deep.equal({ status: 404, body: undefined });
  });

  it('logs in at once, by the account that it is given or the one in its URL', async () => {
    server.credentials = { user: 'media-service', password: 'ä:pass/word' };
    expect((await ask('/v3/info', { credentials: server.credentials })).status).to.equal(200);
    const url = new URL(server.url);
    url.username = 'media-service';
    url.password = server.credentials.password;
    const api = new ControlApi({ url: `${url.href}/`, credentials: { user: 'other', password: 'wrong' } });
    expect((await api.get('/v3/info', never)).status).to.equal(200);
    expect(api.url).to.equal(server.url);
    expect(server.asked).to.deep.equal(['/v3/info', '/v3/info']);
  });

  it('takes a password in its URL as it is meant, escaped or not, and leaves out what is no address', async () => {
    for (const [written, meant] of [
      ['100%', '100%'],
      ['a%2Fb%zz', 'a/b%zz'],
      ['%C3%A4', 'ä'],
    ] as const) {
      server.credentials = { user: 'me', password: meant };
      const api = new ControlApi({ url: `http://me:${written}@127.0.0.1:${server.port}/?x=1#y` });
      expect((await api.get('/v3/info', never)).status, written).to.equal(200);
      expect(api.url).to.equal(server.url);
    }
  });

  it('tells that it is refused, without the password', async () => {
    server.credentials = { user: 'media-service', password: 'right' };
    for (const credentials of [undefined, { user: 'media-service', password: 'secret-word' }]) {
      const problem = await problemOf(ask('/v3/info', { credentials }));
      expect(problem).to.include({ code: 'MEDIAMTX_REFUSED', retryable: true });
      expect(JSON.stringify(problem) + problem.message).not.to.contain('secret-word');
    }
  });

  it('tells that nobody answers: no server, one that says nothing, one that breaks off, one that fails', async () => {
    server.instead = () => true;
    const silent = await problemOf(ask('/v3/info', { timeoutMs: 50 }));
    expect(silent).to.include({ code: 'MEDIAMTX_UNREACHABLE', retryable: true });
    expect(silent.message).to.contain('no answer within 50 ms');
    server.instead = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      return true;
    };
    expect((await problemOf(ask('/v3/info', { timeoutMs: 50 }))).code).to.equal('MEDIAMTX_UNREACHABLE');
    server.instead = (request) => request.socket.destroy() !== undefined;
    expect((await problemOf(ask())).code).to.equal('MEDIAMTX_UNREACHABLE');
    server.instead = (_request, response) => response.writeHead(502).end() !== undefined;
    expect((await problemOf(ask())).message).to.contain('it answered 502');
    await server.close();
    const away = await problemOf(ask());
    expect(away.code).to.equal('MEDIAMTX_UNREACHABLE');
    expect(away.message).to.contain('ECONNREFUSED');
    server = await ScriptedMediaMtx.start();
  });

  it('tells what is not the control API', async () => {
    server.instead = (_request, response) => response.end('<html>') !== undefined;
    expect((await problemOf(ask())).code).to.equal('MEDIAMTX_ANSWER_INVALID');
    server.instead = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end() !== undefined;
    expect((await problemOf(ask())).code).to.equal('MEDIAMTX_ANSWER_INVALID');
    expect(server.asked).to.have.length(2);
  });

  it('is called off by its signal', async () => {
    server.instead = () => true;
    const abort = new AbortController();
    const asking = new ControlApi({ url: server.url }).get('/v3/info', abort.signal);
    abort.abort(new Error('no longer wanted'));
    expect((await problemOf(asking)).message).to.equal('no longer wanted');
  });
});
