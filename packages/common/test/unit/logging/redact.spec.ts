import { expect } from 'chai';
import { isSecretName, maskUrl } from '../../../src/index.js';

describe('maskUrl', () => {
  it('hides user names and passwords', () => {
    expect(maskUrl('rtmp://user:p%40ss@host/live')).to.equal('rtmp://[redacted]@host/live');
    expect(maskUrl('rtsp://user:p@ss@host/live')).to.equal('rtsp://[redacted]@host/live');
    expect(maskUrl('cannot open srt://me:x@h:9000 now')).to.equal('cannot open srt://[redacted]@h:9000 now');
  });

  it('hides passphrases, tokens and keys in the query', () => {
    expect(maskUrl('srt://h:9000?mode=caller&passphrase=abc&latency=80')).to.equal(
      'srt://h:9000?mode=caller&passphrase=[redacted]&latency=80',
    );
    expect(maskUrl('https://h/x?access_token=abc#top')).to.equal('https://h/x?access_token=[redacted]#top');
  });

  it('leaves everything else as it is', () => {
    for (const text of ['rtmp://host/live/a', 'mail me@example.org', 'http://h/a@b', 'file:///tmp/x?y=1']) {
      expect(maskUrl(text)).to.equal(text);
    }
  });
});

describe('isSecretName', () => {
  it('knows the usual names', () => {
    for (const name of [
      'password',
      'dbPassword',
      'PASSWD',
      'srtPassphrase',
      'clientSecret',
      'authToken',
      'Authorization',
      'apiKey',
      'api_key',
      'streamKey',
      'cookie',
    ]) {
      expect(isSecretName(name), name).to.equal(true);
    }
    for (const name of ['passed', 'bypass', 'keyFrame', 'text', 'code']) {
      expect(isSecretName(name), name).to.equal(false);
    }
  });
});
