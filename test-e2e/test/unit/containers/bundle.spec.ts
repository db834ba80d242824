import { expect } from 'chai';
import { bundleConfig, mergeEnvironment, userOf } from '../../../src/containers/bundle.js';

const passwd = 'root:x:0:0:root:/root:/bin/sh\ndubbing:x:10001:10002::/nonexistent:/usr/sbin/nologin\n';
const group = 'root:x:0:\ndubbing:x:10002:\naudio:x:29:\n';

describe('the bundle of a container', () => {
  const made = (command?: string[]): Record<string, unknown> =>
    bundleConfig({
      config: { Entrypoint: ['tini', '--'], Cmd: ['node', 'main.js'], WorkingDir: '/app', Env: ['PATH=/bin', 'A=1=2'] },
      rootfs: '/images/one',
      user: { uid: 10001, gid: 10002 },
      hostname: 'one',
      networkNamespace: '/run/netns/one',
      environment: { A: '3', B: '4' },
      ...(command === undefined ? {} : { command }),
      volumes: [{ source: '/tmp/models', destination: '/models', readOnly: true }],
      hostsFile: '/run/hosts',
      resolvFile: '/run/resolv.conf',
    });

  it('runs the entry point with the command, or with another one in its place', () => {
    expect(made()).to.have.nested.property('process.args').that.deep.equals(['tini', '--', 'node', 'main.js']);
    expect(made(['sleep', '1']))
      .to.have.nested.property('process.args')
      .that.deep.equals(['tini', '--', 'sleep', '1']);
  });

  it('has a root that nobody may write, no capability, and no way to get one', () => {
    expect(made()).to.have.nested.property('root.readonly', true);
    expect(made()).to.have.nested.property('process.noNewPrivileges', true);
    expect(Object.values((made()['process'] as { capabilities: object }).capabilities).flat()).to.deep.equal([]);
  });

  it('binds volumes as they are to be written', () => {
    const mounts = made()['mounts'] as { destination: string; options: string[] }[];
    expect(mounts.find(({ destination }) => destination === '/models')?.options).to.include('ro');
  });

  it('puts settings over those of the image', () => {
    expect(mergeEnvironment(['PATH=/bin', 'A=1=2'], { A: '3', B: '4' })).to.deep.equal(['PATH=/bin', 'A=3', 'B=4']);
    expect(mergeEnvironment(['A=1=2'], {})).to.deep.equal(['A=1=2']);
  });

  it('finds the user of an image by name and by number', () => {
    expect(userOf('dubbing', passwd, group)).to.deep.equal({ uid: 10001, gid: 10002 });
    expect(userOf('10001', passwd, group)).to.deep.equal({ uid: 10001, gid: 10002 });
    expect(userOf('10001:29', passwd, group)).to.deep.equal({ uid: 10001, gid: 29 });
    expect(userOf('dubbing:audio', passwd, group)).to.deep.equal({ uid: 10001, gid: 29 });
    expect(userOf('4711', passwd, group)).to.deep.equal({ uid: 4711, gid: 0 });
    expect(userOf('', passwd, group)).to.deep.equal({ uid: 0, gid: 0 });
    expect(() => userOf('nobody-here', passwd, group)).to.throw('no user nobody-here');
  });
});
