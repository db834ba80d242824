import { expect } from 'chai';
import { MediaHook, parse } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';

describe('MediaHook', () => {
  it('takes the paths of a media server', () => {
    for (const path of ['live/evening-news', 'cam_1', 'a.b~c/d', 'a..b'])
      expect(parse(MediaHook, { path }).path).to.equal(path);
  });

  it('refuses paths that lead elsewhere', () => {
    for (const path of [
      '',
      '/live/a',
      '..',
      '../a',
      'live/../a',
      'live/..',
      'a b',
      'a?b',
      'a\\b',
      'a%2fb',
      'a\n',
      'x'.repeat(513),
    ]) {
      expect(faultyFields(MediaHook, { path }), path).to.deep.equal(['path']);
    }
  });
});
