import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { composeSetsWhatIsRead, exampleHasAll, variablesAreRead } from '../../../src/rules/compose.mjs';
import { containersAreHeldIn, gpuIsAProfile } from '../../../src/rules/containers.mjs';
import { composeNamesWhatIsThere, mediamtxIsKnown, onlyTheFrontDoorIsOpen } from '../../../src/rules/front-door.mjs';
import { inRepository, repositoryRoot } from '../../../src/paths.mjs';
import { readTree } from '../../../src/rules/tree.mjs';

const compose = 'dockerfiles/compose.yaml';
const speech = 'dockerfiles/compose.sts.yaml';
const example = 'dockerfiles/.env.example';

describe('The rules of what is deployed', () => {
  /** @type {import('../../../src/rules/tree.mjs').Tree} */
  let whole;
  before(async () => {
    whole = await readTree(repositoryRoot);
  });

  /**
   * What a rule says of the repository after a text of one of its files has been replaced.
   *
   * @param {import('../../../src/rules/tree.mjs').Rule} rule
   * @param {string} path
   * @param {string | RegExp} from
   * @param {string} to
   */
  function after(rule, path, from, to) {
    const found = whole.files.find((file) => file.path === path);
    const text = found?.text.replace(from, to) ?? '';
    expect(text, `${path} has no ${from}`).not.to.equal(found?.text);
    const files = whole.files.map((file) => (file.path === path ? { path, text } : file));
    return rule({ ...whole, files }).map(({ message }) => message);
  }

  it('have every file that they speak of', async () => {
    for (const path of [compose, speech, example])
      expect(whole.files.find((file) => file.path === path)?.text).to.equal(await readFile(inRepository(path), 'utf8'));
  });

  it('know a setting that no service has, and a secret that stands there or may be left out', () => {
    expect(after(composeSetsWhatIsRead, compose, 'MEDIA_STS_URL: ', 'MEDIA_STS_ADDRESS: ')).to.deep.equal([
      'media-service: MEDIA_STS_ADDRESS is no setting of media-service',
    ]);
    expect(after(composeSetsWhatIsRead, speech, 'STS_ONNX_PROVIDER: ', 'MEDIA_HLS: ')).to.deep.equal([
      'sts-service-gpu: MEDIA_HLS is no setting of sts-service',
    ]);
    const secret = /MEDIA_HOOK_SECRET: \$\{.*\}\n(?= +MEDIA_ACCESS)/;
    const needed = 'media-service: MEDIA_HOOK_SECRET is a secret and needs a variable that has to be there';
    expect(after(composeSetsWhatIsRead, compose, secret, 'MEDIA_HOOK_SECRET: swordfish\n')).to.deep.equal([needed]);
    const optional = 'MEDIA_HOOK_SECRET: ${MEDIA_HOOK_SECRET:-}\n';
    expect(after(composeSetsWhatIsRead, compose, secret, optional)).to.deep.equal([needed]);
    expect(
      after(composeSetsWhatIsRead, compose, /GF_SECURITY_ADMIN_PASSWORD: .*/, 'GF_SECURITY_ADMIN_PASSWORD: admin'),
    ).to.deep.equal(['grafana: GF_SECURITY_ADMIN_PASSWORD is a secret and needs a variable that has to be there']);
  });

  it('know what the example lacks, has too much, has otherwise, and should not have', () => {
    expect(after(exampleHasAll, example, /^STS_GPUS=.*$/m, '')).to.deep.equal(['STS_GPUS of compose is missing']);
    expect(after(exampleHasAll, example, 'STS_GPUS=1', 'STS_GPUS=1\nSTS_TPUS=1')).to.deep.equal([
      'STS_TPUS is nothing that compose uses',
    ]);
    expect(after(exampleHasAll, example, 'MEDIA_STOP_GRACE=90s', 'MEDIA_STOP_GRACE=9s')).to.deep.equal([
      'MEDIA_STOP_GRACE is 9s, and without it 90s holds',
    ]);
    expect(after(exampleHasAll, example, 'REDIS_PASSWORD=', 'REDIS_PASSWORD=swordfish')).to.deep.equal([
      'REDIS_PASSWORD has a value; a secret is made by who deploys',
    ]);
  });

  it('know a variable that nobody reads', () => {
    const page = 'docs/operations.md';
    expect(after(variablesAreRead, page, /`MEDIA_MAX_STREAMS`/g, '`MEDIA_MOST_STREAMS`')).to.deep.equal([
      'nothing reads MEDIA_MOST_STREAMS',
    ]);
    expect(after(variablesAreRead, 'dockerfiles/mediamtx.yml', 'MEDIA_SERVICE_URL', 'MEDIA_URL')).to.deep.equal([
      'nothing reads MEDIA_URL',
    ]);
  });

  it('know a container that can get out, that nobody watches, and that is killed too early', () => {
    expect(after(containersAreHeldIn, compose, '  read_only: true\n', '').length).to.be.above(1);
    expect(after(containersAreHeldIn, compose, 'networks: [orchestration]', 'network_mode: host')).to.deep.equal([
      'redis needs no privileges and networks of its own',
    ]);
    expect(
      after(containersAreHeldIn, compose, "user: '999:1000'", "user: '999:1000'\n    privileged: true"),
    ).to.deep.equal(['redis needs no privileges and networks of its own']);
    expect(after(containersAreHeldIn, compose, '${MEDIA_STOP_GRACE:-90s}', '${MEDIA_STOP_GRACE:-60s}')).to.deep.equal([
      'media-service needs a stop_grace_period longer than MEDIA_DRAIN_MS (60000 ms)',
    ]);
    expect(after(containersAreHeldIn, speech, '${STS_STOP_GRACE:-20s}', '${STS_STOP_GRACE:-10s}')).to.deep.equal([
      'sts-service needs a stop_grace_period longer than STS_SHUTDOWN_GRACE_MS (10000 ms)',
      'sts-service-gpu needs a stop_grace_period longer than STS_SHUTDOWN_GRACE_MS (10000 ms)',
    ]);
    expect(after(containersAreHeldIn, compose, /(redis:7\S+)@sha256:\w+/, '$1')).to.deep.equal([
      'redis needs a version and a digest of its image',
    ]);
  });

  it('know a container that runs as root, or that may write nowhere', () => {
    const rooted = ['sts-service needs a user that is not root', 'sts-service-gpu needs a user that is not root'];
    const dockerfile = 'dockerfiles/sts-service.Dockerfile';
    expect(after(containersAreHeldIn, dockerfile, 'USER dubbing', 'USER root')).to.deep.equal(rooted);
    expect(after(containersAreHeldIn, dockerfile, 'USER dubbing', '')).to.deep.equal(rooted);
    expect(after(containersAreHeldIn, compose, "user: '999:1000'", "user: '0:1000'")).to.deep.equal([
      'redis needs a user that is not root',
    ]);
    expect(after(containersAreHeldIn, speech, '  tmpfs:\n    - /tmp\n', '')).to.deep.equal([
      'sts-service needs a tmpfs of its own at /tmp',
      'sts-service-gpu needs a tmpfs of its own at /tmp',
    ]);
  });

  it('know a GPU that is asked for without its profile, and a profile that has none', () => {
    expect(after(gpuIsAProfile, speech, 'profiles: [gpu]', 'profiles: [cpu]')).to.deep.equal([
      'sts-service-gpu needs no GPU',
      'sts-service-gpu needs RUNTIME: cpu',
    ]);
    expect(after(gpuIsAProfile, speech, 'capabilities: [gpu]', 'capabilities: [utility]')).to.deep.equal([
      'sts-service-gpu needs a GPU',
    ]);
    expect(after(gpuIsAProfile, speech, 'profiles: [cpu]\n', '\n')).to.deep.equal([
      'sts-service needs the profile cpu or gpu',
    ]);
  });

  it('know a door that should be shut, and one that leads nowhere', () => {
    const address = '${LOCAL_ADDRESS:-127.0.0.1}:8080';
    expect(after(onlyTheFrontDoorIsOpen, compose, address, '${LOCAL_ADDRESS:-0.0.0.0}:8080')).to.deep.equal([
      'media-service: ${LOCAL_ADDRESS:-0.0.0.0}:8080:8080 is published to everybody',
    ]);
    expect(after(onlyTheFrontDoorIsOpen, compose, address, '${FRONT_ADDRESS:-0.0.0.0}:8080')).to.deep.equal([
      'media-service: ${FRONT_ADDRESS:-0.0.0.0}:8080:8080 is no door for publishers and players',
    ]);
    expect(after(onlyTheFrontDoorIsOpen, compose, `'${address}:8080'`, "'8080:8080'")).to.deep.equal([
      'media-service: 8080:8080 is published without a variable for its address',
    ]);
    expect(after(onlyTheFrontDoorIsOpen, 'dockerfiles/mediamtx.yml', ':1935', ':1936')).to.deep.equal([
      'mediamtx: MediaMTX listens on 1936, which is not published (dockerfiles/mediamtx.yml)',
      'mediamtx: 1935 is published, and MediaMTX does not listen there (dockerfiles/mediamtx.yml)',
    ]);
  });

  it('know a MediaMTX that the service does not know, and a page that tells of others', () => {
    const versions = 'services/media-service/src/media-server/mediamtx/version.ts';
    expect(after(mediamtxIsKnown, compose, 'mediamtx:1.19.2-', 'mediamtx:1.8.5-')[0]).to.match(
      /mediamtx:1\.8\.5-.* is not of MediaMTX 1\.9 to /,
    );
    expect(after(mediamtxIsKnown, versions, /newest: '[\d.]+'/, "newest: '1.99'")).to.deep.equal([
      `does not tell of MediaMTX 1.9 to 1.99 (${versions})`,
      `does not tell of MediaMTX 1.9 to 1.99 (${versions})`,
    ]);
  });

  it('know what is named and is not there', () => {
    expect(after(composeNamesWhatIsThere, compose, './mediamtx-hook.sh:', './hook.sh:')).to.deep.equal([
      'mediamtx: dockerfiles/hook.sh is missing',
    ]);
    expect(after(composeNamesWhatIsThere, compose, 'media-service.Dockerfile', 'media.Dockerfile')).to.deep.equal([
      'media-service: dockerfiles/media.Dockerfile is missing',
    ]);
    expect(
      after(composeNamesWhatIsThere, compose, 'as-run:/var/lib/dubbing/as-run', 'as-run:/var/lib/as-run'),
    ).to.deep.equal(['media-service: /var/lib/dubbing/as-run is on no volume']);
    expect(after(composeNamesWhatIsThere, compose, '}:8080:8080', '}:8080:8081')).to.deep.equal([
      'media-service: media-service listens on 8080, not 8081',
    ]);
    const targets = 'dockerfiles/prometheus/targets/sts-service.yml';
    expect(after(composeNamesWhatIsThere, targets, '8090', '8091')).to.deep.equal([
      'nothing tells its metrics at sts-service:8091',
    ]);
    expect(after(composeNamesWhatIsThere, 'dockerfiles/mediamtx.yml', ':9998', ':9999')).to.deep.equal([
      'nothing tells its metrics at mediamtx:9998',
    ]);
  });
});
