import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runLogged, runNpm } from '../process/logged.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { imagesFolder } from './buildah.mjs';

/**
 * What takes the place of a public base image where that cannot be had: the same Debian and the same Node, from Debian's archive and
 * from npm.
 *
 * @typedef {{ buildah: import('./buildah.mjs').Buildah, signal: AbortSignal, log: string }} StandInOptions
 */

const suite = 'bookworm';
const nodeMajor = 24;

/** Whom this machine trusts, in a stand-in and in all that is built on it. */
export const certificatesInStandIn = '/usr/local/share/certificates-of-the-builder.pem';

/**
 * @param {string} name Of the image that is made.
 * @param {StandInOptions} options
 */
export async function makeDebian(name, { buildah, signal, log }) {
  const folder = await temporaryFolder();
  try {
    const root = join(folder, 'root');
    const sources = await ownSources();
    const args = ['--variant=minbase', '--include=ca-certificates', suite, root, mirrorIn(sources)];
    // What is lost with the power is made anew.
    await runLogged('debootstrap', args, { log, signal, env: { DPKG_FORCE: 'unsafe-io' } });
    await likeTheImage(root);
    await likeThisMachine(root, sources);
    await commit(buildah, name, { from: 'scratch', root, log });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name Of the image that is made.
 * @param {string} debian Of the image that it is made on.
 * @param {StandInOptions} options
 */
export async function makeNode(name, debian, { buildah, signal, log }) {
  const folder = await temporaryFolder();
  try {
    const root = join(folder, 'root');
    const local = join(root, 'usr/local');
    const node = await unpacked(`node-linux-${process.arch}@${nodeMajor}`, join(folder, 'node'), { signal, log });
    const npm = await unpacked('npm@11', join(folder, 'npm'), { signal, log });
    await mkdir(join(local, 'bin'), { recursive: true });
    await cp(join(node, 'bin/node'), join(local, 'bin/node'));
    await cp(join(node, 'include'), join(local, 'include'), { recursive: true });
    await cp(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
    for (const program of ['npm', 'npx']) {
      await symlink(`../lib/node_modules/npm/bin/${program}-cli.js`, join(local, 'bin', program));
    }
    await commit(buildah, name, { from: debian, root, log });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function temporaryFolder() {
  const parent = join(imagesFolder, 'tmp');
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, 'stand-in-'));
}

/**
 * The public image leaves documentation out and does not wait for the disk after each file.
 * @param {string} root
 */
async function likeTheImage(root) {
  const excluded = ['doc', 'groff', 'info', 'linda', 'lintian', 'locale', 'man'].map(
    (name) => `path-exclude /usr/share/${name}/*`,
  );
  await writeFile(
    join(root, 'etc/dpkg/dpkg.cfg.d/like-the-image'),
    ['force-unsafe-io', ...excluded, 'path-include /usr/share/doc/*/copyright', ''].join('\n'),
  );
  for (const path of ['var/cache/apt/archives', 'var/lib/apt/lists', 'var/log', 'usr/share/doc', 'usr/share/locale']) {
    await rm(join(root, path), { recursive: true, force: true });
    await mkdir(join(root, path), { recursive: true });
  }
}

/**
 * Packages come from where this machine gets them, and it trusts whom this machine trusts.
 *
 * @param {string} root
 * @param {Readonly<Record<string, string>>} sources
 */
async function likeThisMachine(root, sources) {
  if (Object.keys(sources).length > 0) {
    await rm(join(root, 'etc/apt/sources.list'), { force: true });
    await mkdir(join(root, 'etc/apt/sources.list.d'), { recursive: true });
    for (const [path, text] of Object.entries(sources)) {
      await writeFile(join(root, 'etc/apt/sources.list.d', basename(path)), text);
    }
    if (existsSync('/etc/apt/apt.conf.d')) {
      await cp('/etc/apt/apt.conf.d', join(root, 'etc/apt/apt.conf.d'), { recursive: true });
    }
  }
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(certificates)) await cp(certificates, join(root, certificates), { dereference: true });
  // Installing Debian's package of certificates again makes that file anew.
  await cp(join(root, certificates), join(root, certificatesInStandIn), { dereference: true });
}

/**
 * apt's sources of this machine, by their files; none where it is not the same Debian.
 * @returns {Promise<Record<string, string>>}
 */
async function ownSources() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(release) || !release.includes(`VERSION_CODENAME=${suite}`)) return {};
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  const paths = ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))];
  /** @type {Record<string, string>} */
  const sources = {};
  for (const path of paths.filter((each) => /\.(list|sources)$/.test(each))) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes(suite)) sources[path] = text;
  }
  return sources;
}

/** @param {Readonly<Record<string, string>>} sources */
export const mirrorIn = (sources) =>
  Object.values(sources)
    .join('\n')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .map((line) => /https?:\/\/\S*\/debian\/?(?=\s|$)/.exec(line)?.[0])
    .find((url) => url !== undefined) ?? 'http://deb.debian.org/debian';

/**
 * @param {string} spec
 * @param {string} folder
 * @param {{ signal: AbortSignal, log: string }} options
 * @returns {Promise<string>} The folder of the package.
 */
async function unpacked(spec, folder, { signal, log }) {
  await mkdir(folder, { recursive: true });
  await runNpm(['pack', spec, '--pack-destination', folder], { log, append: true, signal });
  const [tarball] = await readdir(folder);
  if (tarball === undefined) throw new WorkshopError(`npm pack ${spec} made no file.`);
  await runLogged('tar', ['xzf', join(folder, tarball), '-C', folder], { log, append: true, signal });
  return join(folder, 'package');
}

/**
 * @param {import('./buildah.mjs').Buildah} buildah
 * @param {string} name
 * @param {{ from: string, root: string, log: string }} what
 */
async function commit(buildah, name, { from, root, log }) {
  const container = await buildah.ask('from', '--pull-never', from);
  try {
    await buildah.run(['add', '--quiet', container, root, '/'], { log, append: true });
    await buildah.run(['commit', '--quiet', '--format', 'docker', container, name], { log, append: true });
  } finally {
    await buildah.ask('rm', container).catch(() => {});
  }
}
