/**
 * The parts of the repository, what each needs from the system, and what it is set up after. The one table.
 *
 * @typedef {'common' | 'contracts' | 'workshop' | 'media-service' | 'sts-service' | 'test-e2e'} PartName
 *
 * @typedef {object} Part
 * @property {string} directory Relative to the root of the repository.
 * @property {'package' | 'project'} kind A package is a workspace of the root; a project stands alone with its own lockfile.
 * @property {boolean} builds Whether it has a `build` script; the workshop is run as it is written.
 * @property {readonly PartName[]} after What must have been set up for it to build. A project gets the packages from the registry, as
 *   they were released: it comes after none.
 * @property {readonly PartName[]} runsWith What must also be set up for its tests to run.
 * @property {readonly string[]} systemPackages Names of Debian packages.
 */

const gstreamer = [
  'gstreamer1.0-tools',
  'gstreamer1.0-plugins-base',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-bad',
  'gstreamer1.0-plugins-ugly',
  'gstreamer1.0-libav',
];

/** @type {Readonly<Record<PartName, Part>>} */
export const parts = {
  common: { directory: 'packages/common', kind: 'package', builds: true, after: [], runsWith: [], systemPackages: [] },
  contracts: {
    directory: 'packages/contracts',
    kind: 'package',
    builds: true,
    after: ['common'],
    runsWith: [],
    systemPackages: [],
  },
  workshop: {
    directory: 'packages/workshop',
    kind: 'package',
    builds: false,
    after: [],
    // Its tests hold the packages as they are built now against what was released.
    runsWith: ['common', 'contracts'],
    systemPackages: [],
  },
  'media-service': {
    directory: 'services/media-service',
    kind: 'project',
    builds: true,
    after: [],
    runsWith: [],
    // The build tools and headers are for gstreamer-superficial, which node-gyp compiles.
    systemPackages: [
      'python3',
      'make',
      'g++',
      'pkg-config',
      'libgstreamer1.0-dev',
      'libgstreamer-plugins-base1.0-dev',
      ...gstreamer,
      // GStreamer's own RTSP server, run by a script of the tests.
      'gjs',
      'gir1.2-gst-rtsp-server-1.0',
      // The tests make sources with ffmpeg and play outputs with it; openssl makes the certificate of an RTMPS server.
      'ffmpeg',
      'openssl',
      'ca-certificates',
    ],
  },
  'sts-service': {
    directory: 'services/sts-service',
    kind: 'project',
    builds: true,
    after: [],
    runsWith: [],
    systemPackages: [
      'libpocketsphinx3',
      'pocketsphinx-en-us',
      'apertium',
      'apertium-eng-spa',
      'apertium-eng-cat',
      'espeak-ng',
    ],
  },
  'test-e2e': {
    directory: 'test-e2e',
    kind: 'project',
    builds: true,
    after: [],
    runsWith: ['media-service', 'sts-service'],
    // flite carries its voices in the package. ffmpeg is the peer that the bench compares with, and measures recordings.
    systemPackages: [...gstreamer, 'flite', 'ffmpeg', 'fonts-dejavu-core', 'procps'],
  },
};

/** What images are built with (buildah, stand-ins by debootstrap), and what runs them as containers (crun, ip). */
export const imagePackages = ['buildah', 'debootstrap', 'crun', 'iproute2'];

/** @type {readonly PartName[]} */
export const partNames = /** @type {PartName[]} */ (Object.keys(parts));

/**
 * The parts asked for and all that they come after, each once, in an order in which they can be set up.
 *
 * @param {readonly PartName[]} names
 * @param {{ toRun?: boolean }} [options] `toRun` adds what the parts' tests and commands start.
 * @returns {PartName[]}
 */
export function inSetupOrder(names, options = {}) {
  /** @type {Set<PartName>} */
  const wanted = new Set();
  /** @param {PartName} name */
  const want = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    parts[name].after.forEach(want);
    if (options.toRun === true) parts[name].runsWith.forEach(want);
  };
  names.forEach(want);
  return partNames.filter((name) => wanted.has(name));
}

/**
 * The system packages of these parts, each once.
 * @param {readonly PartName[]} names
 */
export const systemPackagesOf = (names) => [...new Set(names.flatMap((name) => parts[name].systemPackages))];
