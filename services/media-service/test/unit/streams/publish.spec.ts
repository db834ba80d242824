import { expect } from 'chai';
import { firstPublish, isSamePublish, joinPublishes } from '../../../src/streams/publish.js';

const path = 'live/news/in';

describe('isSamePublish', () => {
  it('tells publishes apart by the connection and by the time at which the path became ready', () => {
    const listed = { path, sourceId: 'a', readyTime: '2026-01-01T00:00:00Z' };
    expect(isSamePublish(listed, { path, sourceId: 'a' })).to.equal(true);
    expect(isSamePublish(listed, { path, sourceId: 'b' })).to.equal(false);
    expect(isSamePublish(listed, { ...listed, readyTime: '2026-01-01T00:00:09Z' })).to.equal(false);
    expect(isSamePublish(listed, { path, readyTime: listed.readyTime })).to.equal(true);
    expect(isSamePublish(listed, { ...listed, path: 'live/news' })).to.equal(false);
  });

  it('does not know where too little is told', () => {
    expect(isSamePublish({ path }, { path })).to.equal(undefined);
    expect(isSamePublish({ path, sourceId: 'a' }, { path, readyTime: '2026-01-01T00:00:00Z' })).to.equal(undefined);
  });
});

describe('joinPublishes', () => {
  it('knows what both told', () => {
    const listed = { path, sourceType: 'rtmpConn', sourceId: undefined, readyTime: 't' };
    expect(joinPublishes({ path, sourceId: 'a' }, listed as never)).to.deep.equal({
      path,
      sourceType: 'rtmpConn',
      sourceId: 'a',
      readyTime: 't',
    });
  });
});

describe('firstPublish', () => {
  it('is the one that was there first, by the time and not by its text', () => {
    const late = { path, readyTime: '2026-01-01T10:00:00+02:00' };
    const early = { path, readyTime: '2026-01-01T07:59:59.5Z' };
    expect(firstPublish([{ path, readyTime: 'never' }, { path }, late, early])).to.equal(early);
    expect(firstPublish([])).to.equal(undefined);
  });
});
