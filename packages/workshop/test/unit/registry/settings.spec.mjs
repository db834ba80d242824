import { expect } from 'chai';
import { registrySettings } from '../../../src/registry/settings.mjs';

describe('registrySettings', () => {
  it('is the embedded registry on loopback', () => {
    expect(registrySettings({})).to.include({ embedded: true, token: undefined });
    expect(new URL(registrySettings({}).url).hostname).to.equal('127.0.0.1');
  });
  it('takes another port', () => {
    expect(registrySettings({ DUBBING_REGISTRY_PORT: '5000' }).url).to.equal('http://127.0.0.1:5000/');
  });
  it('takes another registry and its token', () => {
    const env = { DUBBING_REGISTRY_URL: 'https://npm.example.org/private', DUBBING_REGISTRY_TOKEN: 't' };
    expect(registrySettings(env)).to.include({ url: 'https://npm.example.org/private/', embedded: false, token: 't' });
  });
  it('names the variable that is wrong', () => {
    expect(() => registrySettings({ DUBBING_REGISTRY_PORT: 'http' })).to.throw('DUBBING_REGISTRY_PORT');
    expect(() => registrySettings({ DUBBING_REGISTRY_URL: 'nowhere' })).to.throw('DUBBING_REGISTRY_URL');
  });
});
