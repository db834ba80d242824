import { expect } from 'chai';
import { withoutNpmRun } from '../../../src/process/npm.mjs';

describe('withoutNpmRun', () => {
  it('drops what `npm run` says of this project', () => {
    const env = {
      npm_package_name: 'dubbing',
      npm_config_local_prefix: '/x',
      npm_lifecycle_event: 'demo',
      INIT_CWD: '/y',
    };
    expect(withoutNpmRun(env)).to.deep.equal({});
  });
  it('keeps what a person has set', () => {
    const env = { npm_config_registry: 'http://r', npm_config_cache: '/c', https_proxy: 'http://p', PATH: '/bin' };
    expect(withoutNpmRun(env)).to.deep.equal(env);
  });
});
