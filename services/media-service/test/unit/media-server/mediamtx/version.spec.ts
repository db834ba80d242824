import { expect } from 'chai';
import { ControlApi } from '../../../../src/media-server/mediamtx/control-api.js';
import { readVersion, supportedVersions, versionProblem } from '../../../../src/media-server/mediamtx/version.js';
import { ScriptedMediaMtx } from '../../../support/scripted-mediamtx.js';

const never = new AbortController().signal;
const keysOf = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, 'a secret']));

describe('readVersion', () => {
  let server: ScriptedMediaMtx;
  beforeEach(async () => {
    server = await ScriptedMediaMtx.start();
  });
  afterEach(() => server.close());

  const read = () => readVersion(new ControlApi({ url: server.url }), never);

  it('reads what MediaMTX tells', async () => {
    const { oldest, newest } = supportedVersions;
    const verdicts = {
      [`v${oldest}.3`]: 'supported',
      'v1.15.2': 'supported',
      [` ${newest}.0\n`]: 'supported',
      [`v${newest}`]: 'supported',
      'v1.20.1-3-gabc': 'supported',
      'v1.8.5': 'too-old',
      'v0.23.8': 'too-old',
      'v1.99.0': 'newer',
      'v2.0.0': 'newer',
      '': 'unknown',
      dev: 'unknown',
      v1: 'unknown',
      '<script>': 'unknown',
    };
    for (const [version, verdict] of Object.entries(verdicts)) {
      server.version = version;
      expect(await read(), version).to.include({ verdict });
    }
    expect(server.asked).not.to.include('/v3/config/global/get');
  });

  it('keeps what is no version out of logs and metrics', async () => {
    for (const [version, told] of [
      ['v1.15.2', '1.15.2'],
      ['my-own_build', 'my-own_build'],
      ['1.15 "\n', 'unknown'],
      [`v${'1'.repeat(99)}`, 'unknown'],
    ] as const) {
      server.version = version;
      expect((await read()).told).to.equal(told);
    }
    server.instead = (_request, response) => response.end('{"version":15}') !== undefined;
    expect(await read()).to.deep.equal({ told: 'unknown', verdict: 'unknown' });
  });

  it('concludes it before 1.15.2 from the names of the settings, and never tells their values', async () => {
    server.version = undefined;
    const own = ['logLevel', 'authHTTPAddress', 'authJWTClaimKey'];
    for (const [keys, version] of [
      [[...own, 'rtspTransports', 'authJWTExclude', 'srtpAddress', 'rtspUDPReadBufferSize'], '1.14 or 1.15'],
      [[...own, 'rtspTransports', 'authJWTExclude', 'srtpAddress'], '1.13'],
      [[...own, 'rtspTransports', 'authJWTExclude'], '1.12'],
      [[...own, 'rtspTransports'], '1.11 or 1.12'],
      [own, '1.9 or 1.10'],
    ] as const) {
      server.globalConfiguration = keysOf(...keys);
      expect(await read()).to.deep.equal({ told: version, verdict: 'supported' });
    }
    server.globalConfiguration = keysOf('logLevel', 'authHTTPAddress');
    expect(await read()).to.deep.equal({ told: `older than ${supportedVersions.oldest}`, verdict: 'too-old' });
    server.globalConfiguration = {};
    expect((await read()).verdict).to.equal('unknown');
  });
});

describe('versionProblem', () => {
  it('names the version and the range', () => {
    expect(versionProblem({ told: '1.15.2', verdict: 'supported' })).to.equal(undefined);
    for (const verdict of ['too-old', 'newer', 'unknown'] as const) {
      const problem = versionProblem({ told: '7.7', verdict });
      expect(problem).to.contain('7.7');
      expect(problem).to.contain(`${supportedVersions.oldest} to ${supportedVersions.newest}`);
    }
  });
});
