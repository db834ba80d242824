const topLevel = [
  'packages',
  'services',
  'test-e2e',
  'dockerfiles/compose.yaml',
  'dockerfiles/compose.sts.yaml',
  'dockerfiles/.env.example',
  'dockerfiles/prometheus/alerts.yml',
  'dockerfiles/grafana/dashboards',
  'lerna.json',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.build.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'docs',
  '.changeset/config.json',
  '.ci/run',
  '.github/workflows',
  'packages/contracts/wire/v1.json',
  '.oxlintrc.json',
  '.prettierrc.json',
];

const rooms = ['README.md', 'src', 'test/unit', 'test/integration', 'package.json', 'tsconfig.json'];

/**
 * The house has the rooms that its plan shows.
 * @type {import('./tree.mjs').Rule}
 */
export function shape(tree) {
  const projects = [
    'packages/common',
    'packages/contracts',
    'packages/workshop',
    'services/media-service',
    'services/sts-service',
    'test-e2e',
  ];
  return [...topLevel, ...projects.flatMap((project) => rooms.map((room) => `${project}/${room}`))]
    .filter((path) => !tree.has(path))
    .map((path) => ({ path, message: 'is missing' }));
}

/**
 * Services are called what they are, and there are two.
 * @type {import('./tree.mjs').Rule}
 */
export function knownProjects(tree) {
  const known = /^(packages\/(common|contracts|workshop)|services\/(media-service|sts-service))\//;
  const strangers = tree.files
    .map(({ path }) => path)
    .filter((path) => /^(packages|services)\/[^/]+\//.test(path) && !known.test(path))
    .map((path) => path.split('/').slice(0, 2).join('/'));
  return [...new Set(strangers)].map((path) => ({ path, message: 'is not in the plan of the house' }));
}
