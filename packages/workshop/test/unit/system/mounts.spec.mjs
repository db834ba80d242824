import { expect } from 'chai';
import { mountsBelow } from '../../../src/system/mounts.mjs';

describe('mountsBelow', () => {
  it('finds the places inside a folder, in their order, and none beside it', () => {
    const table = [
      '21 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      '90 21 0:50 / /srv/my\\040clone/.cache/images/store/overlay/1/merged rw - overlay overlay rw',
      '91 90 0:51 / /srv/my\\040clone/.cache/images/store/overlay/1/merged/proc rw - proc proc rw',
      '92 21 0:52 / /srv/my\\040clone/.cache/images-of-others rw - tmpfs none rw',
      '',
    ].join('\n');
    expect(mountsBelow('/srv/my clone/.cache/images', table)).to.deep.equal([
      '/srv/my clone/.cache/images/store/overlay/1/merged',
      '/srv/my clone/.cache/images/store/overlay/1/merged/proc',
    ]);
  });
});
