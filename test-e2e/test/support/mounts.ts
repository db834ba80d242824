/** What of a line of `/proc/PID/mountinfo` says where a mount is and how. */
interface Mount {
  place: string;
  options: string[];
}

function mountsIn(mountinfo: string): Mount[] {
  return mountinfo
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, , , , place = '', options = ''] = line.split(' ');
      return { place, options: options.split(',') };
    });
}

/** The last mount at `/`, which is the one that is seen. */
export function rootOf(mountinfo: string): Mount {
  const root = mountsIn(mountinfo).findLast(({ place }) => place === '/');
  if (root === undefined) throw new Error('there is no mount at /');
  return root;
}

/** Where something can be written, apart from what every container has of the kernel: `/proc` and `/dev`, with its memory in `/dev/shm`. */
export function writableMounts(mountinfo: string): string[] {
  return mountsIn(mountinfo)
    .filter(({ place, options }) => options.includes('rw') && !/^\/(proc|dev)(\/|$)/.test(place))
    .map(({ place }) => place);
}
