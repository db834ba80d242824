import { expect } from 'chai';
import { chosen } from '../../../src/commands/images.mjs';
import { adviseOnBuild } from '../../../src/images/build.mjs';
import { npmrcFor } from '../../../src/images/secret.mjs';

const url = 'https://registry.example/';

describe('npmrcFor', () => {
  it('names the private registry with its token, and the public one', () => {
    const lines = npmrcFor({ url, token: 't0k3n' }, { publicRegistry: 'https://public.example/' }).split('\n');
    expect(lines).to.include.members([
      'registry=https://public.example/',
      `@dubbing:registry=${url}`,
      '//registry.example/:_authToken=t0k3n',
    ]);
    expect(lines.some((line) => line.startsWith('cafile='))).to.equal(false);
  });
  it('has no line for a token that there is not', () => {
    expect(npmrcFor({ url }, { publicRegistry: url })).not.to.include('_authToken');
  });
});

describe('adviseOnBuild', () => {
  it('tells refused credentials from a package that is not there', () => {
    expect(adviseOnBuild('npm error code E401\nnpm error 401 Unauthorized', url)).to.match(
      /refused the credentials \(401\)/,
    );
    expect(adviseOnBuild('npm error code E403', url)).to.match(/refused the credentials \(403\)/);
    expect(adviseOnBuild('npm error code E404\nnpm error 404 @dubbing/common', url)).to.match(
      /does not have a package/,
    );
  });
  it('has nothing to say of any other failure', () => {
    expect(adviseOnBuild('error TS2322', url)).to.equal(undefined);
  });
});

describe('The images that arguments choose', () => {
  it('are those of both services for the CPU where nothing is said', () => {
    expect(chosen([])).to.deep.equal(['media-service-cpu', 'sts-service-cpu']);
    expect(chosen(['--service', 'sts-service', '--runtime=cuda12'])).to.deep.equal(['sts-service-cuda12']);
  });
  it('must be ones that there are', () => {
    expect(() => chosen(['--service', 'media-service', '--runtime', 'cuda12'])).to.throw(
      'There is no image of media-service for cuda12.',
    );
    expect(() => chosen(['--fast'])).to.throw('Unknown argument: --fast.');
  });
});
