const compose = 'dockerfiles/compose.yaml';
const example = 'dockerfiles/.env.example';
const alerts = 'dockerfiles/prometheus/alerts.yml';
const dashboard = 'dockerfiles/grafana/dashboards/a.json';
const settings = '| sts-service | `STS_PORT` | `port` | port | `8090` |  | Port. |';

/** @param {Record<string, unknown>} services JSON is YAML. */
const composed = (services) => JSON.stringify({ services });
/** @param {string} expr */
const alerting = (expr) => JSON.stringify({ groups: [{ rules: [{ alert: 'Away', expr }] }] });

/**
 * For each rule of what is deployed, and of pages, small repositories that break it.
 * @type {Record<string, { files: Record<string, string>, at: string }[]>}
 */
export const plantedDeployment = {
  'links lead somewhere': [{ files: { 'docs/a.md': '[b](b.md)' }, at: 'docs/a.md' }],
  'every page of docs is found from the README': [{ files: { 'README.md': '', 'docs/a.md': '' }, at: 'docs/a.md' }],
  'compose sets what the services read': [
    {
      files: { 'docs/settings.md': settings, [compose]: composed({ 'sts-service': { environment: { STS_PROT: 1 } } }) },
      at: compose,
    },
    { files: { [compose]: composed({ grafana: { environment: { GF_PASSWORD: 'admin' } } }) }, at: compose },
  ],
  'the example of .env has all that compose asks for, and no secret': [
    { files: { [compose]: composed({ redis: { image: '${REDIS_IMAGE:-redis}' } }), [example]: '' }, at: example },
  ],
  'the variables of who deploys are read by somebody': [
    { files: { 'docs/settings.md': settings, 'docs/operations.md': '`STS_PROT`' }, at: 'docs/operations.md' },
  ],
  'containers are held in and end in time': [{ files: { [compose]: composed({ redis: {} }) }, at: compose }],
  'the GPU is a profile': [{ files: { [compose]: composed({ redis: { profiles: ['gpu'] } }) }, at: compose }],
  'only the front door is open to everybody': [
    { files: { [compose]: composed({ redis: { ports: ['6379:6379'] } }) }, at: compose },
  ],
  'compose and Prometheus name what is there': [
    { files: { [compose]: composed({ mediamtx: { volumes: ['./mediamtx.yml:/mediamtx.yml'] } }) }, at: compose },
  ],
  'MediaMTX is of a version that is known': [
    {
      files: {
        [compose]: composed({ mediamtx: { image: 'mediamtx:1.8.5' } }),
        'services/media-service/src/media-server/mediamtx/version.ts': "({ oldest: '1.9', newest: '1.21' })",
      },
      at: compose,
    },
  ],
  'alerts and dashboards ask for what is exported': [{ files: { [alerts]: alerting('media_up == 0') }, at: alerts }],
  'dashboards can be told apart and find their data': [
    {
      files: {
        [dashboard]: JSON.stringify({
          uid: 'a',
          panels: [{ id: 1, title: 'P', datasource: { uid: 'none' } }],
          annotations: { list: [] },
          templating: { list: [] },
        }),
      },
      at: dashboard,
    },
  ],
  'each alert is tried, and told of in the operations page': [
    { files: { [alerts]: alerting('up == 0') }, at: 'docs/operations.md' },
  ],
};
