import { ConfigError, defineConfig, readConfig, type ConfigField, type ConfigSources } from '@dubbing/common';
import { egressForm } from '../streams/egress.js';

export const hostField = {
  env: 'MEDIA_HOST',
  type: 'string',
  default: '127.0.0.1',
  doc: 'Address that HTTP listens on.',
} as const;

/** Settings of what streams are published to: where it is, whom it believes, and where published streams go. */
export const mediaServerFields = defineConfig({
  mediaServer: {
    env: 'MEDIA_SERVER',
    type: 'enum',
    values: ['embedded', 'mediamtx'],
    default: 'embedded',
    doc: 'Whether the service runs its own RTMP server or MediaMTX stands beside it.',
  },
  rtmpHost: {
    env: 'MEDIA_RTMP_HOST',
    type: 'string',
    default: '127.0.0.1',
    doc: 'Address that the embedded media server listens on, or of MediaMTX.',
  },
  rtmpPort: {
    env: 'MEDIA_RTMP_PORT',
    type: 'port',
    default: 1935,
    min: 1,
    doc: 'RTMP port of the embedded server, or of MediaMTX.',
  },
  flvPort: { env: 'MEDIA_FLV_PORT', type: 'port', default: 8000, min: 1, doc: 'HTTP-FLV port of the embedded server.' },
  mediamtxApiUrl: {
    env: 'MEDIA_MEDIAMTX_API_URL',
    type: 'url',
    schemes: ['http', 'https'],
    optional: true,
    secret: true,
    doc: "MediaMTX's control API. Default: port 9997 of MEDIA_RTMP_HOST; a user and password in it are asked with instead of the service's own account.",
  },
  reconcileEveryMs: {
    env: 'MEDIA_RECONCILE_EVERY_MS',
    type: 'durationMs',
    default: 3000,
    min: 500,
    max: 60_000,
    doc: 'How often MediaMTX is asked what is published, so that a hook that is lost does no harm.',
  },
  inputUrlTemplate: {
    env: 'MEDIA_INPUT_URL_TEMPLATE',
    type: 'string',
    optional: true,
    doc: 'Where a published stream is pulled from; {path}, {id}, and {user} and {password} of the service itself are replaced. Default: the embedded server over HTTP-FLV, or MediaMTX over SRT on port 8890.',
  },
  outputUrlTemplate: {
    env: 'MEDIA_OUTPUT_URL_TEMPLATE',
    type: 'string',
    optional: true,
    doc: 'Where each language of a published stream is sent; {id}, {lang}, {user} and {password} are replaced. Default: back to the media server over RTMP, as live/{id}/out/{lang}.',
  },
  hookSecret: {
    env: 'MEDIA_HOOK_SECRET',
    type: 'string',
    pattern: /^[A-Za-z0-9._~-]{16,256}$/,
    optional: true,
    secret: true,
    doc: 'By which calls of the media server are believed; needed beside MediaMTX unless MEDIA_HOST is of this machine alone.',
  },
  accessFile: {
    env: 'MEDIA_ACCESS_FILE',
    type: 'string',
    optional: true,
    doc: 'YAML file of who may publish and read; without it everyone may publish sources and read.',
  },
  egressUrlTemplates: {
    env: 'MEDIA_EGRESS_URL_TEMPLATES',
    type: 'list',
    pattern: egressForm,
    default: [],
    secret: true,
    doc: 'Further places that each language of a published stream is sent to, such as rtmps://host/app/{id}-{lang}, or es=rtmp://host/app/key for one language; {id} and {lang} are replaced, a comma is written %2C.',
  },
});

/** Addresses that others than this machine can reach. */
const elsewhere = /^(?!(?:localhost|127(?:\.\d+){3}|::1)$)/;

/** Whether others than this machine can call the hooks of a media server that is not this service's own. */
export function needsHookSecret(sources: ConfigSources): boolean {
  const beside = { ...mediaServerFields.mediaServer, values: ['mediamtx'] };
  return isGiven('mediaServer', beside, sources) && isGiven('host', { ...hostField, pattern: elsewhere }, sources);
}

/** Whether a field is written somewhere, with a value that `field` allows. */
function isGiven(name: string, { default: _default, ...field }: ConfigField, sources: ConfigSources): boolean {
  try {
    readConfig({ [name]: field }, sources);
  } catch (error) {
    return error instanceof ConfigError && !error.faults.some((fault) => fault.field === name);
  }
  return true;
}
