import type { ImageConfig } from './built-images.js';

/** A folder of this machine in the place of a volume. */
export interface BoundVolume {
  source: string;
  /** Where it is in the container. */
  destination: string;
  readOnly: boolean;
}

export interface BundleOptions {
  config: ImageConfig;
  rootfs: string;
  user: { uid: number; gid: number };
  hostname: string;
  /** The file of the network namespace that it is put into. */
  networkNamespace: string;
  /** Over the environment of the image. */
  environment: Readonly<Record<string, string>>;
  /** In the place of the image's command; the entry point stays. */
  command?: readonly string[];
  volumes: readonly BoundVolume[];
  /** Files that take the places of `/etc/hosts` and `/etc/resolv.conf`. */
  hostsFile: string;
  resolvFile: string;
}

const TMP_BYTES = 256 * 1024 * 1024;

/**
 * The `config.json` of an OCI bundle (runtime-spec 1.0.2): the image's process as its own user without any capability, its root
 * read-only, everything that is its own (processes, mounts, network, …) in namespaces of its own.
 */
export function bundleConfig(options: BundleOptions): Record<string, unknown> {
  const { config, user } = options;
  const mount = (destination: string, type: string, flags: readonly string[]): Record<string, unknown> => ({
    destination,
    type,
    source: type,
    options: flags,
  });
  const bind = (source: string, destination: string, readOnly: boolean): Record<string, unknown> => ({
    destination,
    type: 'bind',
    source,
    options: ['bind', 'nosuid', 'nodev', readOnly ? 'ro' : 'rw'],
  });
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user,
      args: [...(config.Entrypoint ?? []), ...(options.command ?? config.Cmd ?? [])],
      env: mergeEnvironment(config.Env ?? [], options.environment),
      cwd: config.WorkingDir === undefined || config.WorkingDir === '' ? '/' : config.WorkingDir,
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
    },
    root: { path: options.rootfs, readonly: true },
    hostname: options.hostname,
    mounts: [
      mount('/proc', 'proc', ['nosuid', 'noexec', 'nodev']),
      mount('/dev', 'tmpfs', ['nosuid', 'strictatime', 'mode=755', 'size=64k']),
      mount('/dev/pts', 'devpts', ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620']),
      mount('/dev/shm', 'tmpfs', ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=64m']),
      mount('/sys', 'sysfs', ['nosuid', 'noexec', 'nodev', 'ro']),
      mount('/tmp', 'tmpfs', ['nosuid', 'nodev', 'mode=1777', `size=${TMP_BYTES}`]),
      bind(options.hostsFile, '/etc/hosts', true),
      bind(options.resolvFile, '/etc/resolv.conf', true),
      ...options.volumes.map(({ source, destination, readOnly }) => bind(source, destination, readOnly)),
    ],
    linux: {
      namespaces: [
        { type: 'pid' },
        { type: 'mount' },
        { type: 'ipc' },
        { type: 'uts' },
        { type: 'network', path: options.networkNamespace },
      ],
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/sys/firmware'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
    },
  };
}

/** `NAME=value` lines, each name once; the later one counts, as with `docker run --env`. */
export function mergeEnvironment(image: readonly string[], own: Readonly<Record<string, string>>): string[] {
  const merged = new Map(image.map((line) => [line.split('=', 1).join(), line.slice(line.indexOf('=') + 1)]));
  for (const [name, value] of Object.entries(own)) merged.set(name, value);
  return [...merged].map(([name, value]) => `${name}=${value}`);
}

/**
 * The numbers of an image's `USER`: a number or a name of its own `/etc/passwd`, with a group or without. No user is root,
 * as everywhere.
 */
export function userOf(user: string, passwd: string, group: string): { uid: number; gid: number } {
  const [name = '', groupName] = user.split(':');
  const entries = passwd.split('\n').map((line) => line.split(':'));
  const entry = entries.find(([login, , uid]) => login === name || uid === name);
  const uid = name === '' ? 0 : Number(entry?.[2] ?? name);
  const groups = group.split('\n').map((line) => line.split(':'));
  const gid =
    groupName === undefined
      ? Number(entry?.[3] ?? 0)
      : Number(groups.find(([login]) => login === groupName)?.[2] ?? groupName);
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) throw new Error(`the image has no user ${user}`);
  return { uid, gid };
}
