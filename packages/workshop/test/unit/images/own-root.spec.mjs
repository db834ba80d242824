import { expect } from 'chai';
import { rootIsMount } from '../../../src/images/own-root.mjs';

describe('rootIsMount', () => {
  it('tells a root that is mounted from that of a bare chroot, which has mounts below it alone', () => {
    const proc = '90 21 0:50 / /proc rw,relatime - proc proc rw\n';
    expect(rootIsMount(`21 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n${proc}`)).to.equal(true);
    expect(rootIsMount(proc)).to.equal(false);
  });
});
