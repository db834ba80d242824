import { join } from 'node:path';
import { DubbingError } from '@dubbing/common';
import type { CreateStream } from '@dubbing/contracts';
import type { ServiceAccount } from '../access/service-account.js';
import type { MediaConfig } from '../config.js';
import { errorCodes } from '../errors.js';
import { checkRecording } from './check-recording.js';
import { egressOutputs } from './egress.js';
import { checkBed } from '../worker/check-bed.js';
import type { OutputSpec, StreamSpec } from '../worker/stream-spec.js';
import { isGrowing } from '../media/growing-file.js';
import type { DefaultWishes } from './default-wishes.js';

type Defaults = Pick<
  MediaConfig,
  | 'sourceLanguage'
  | 'targetLanguages'
  | 'delayMs'
  | 'mode'
  | 'bed'
  | 'duckDepthDb'
  | 'separationModel'
  | 'graceMs'
  | 'stsUrl'
  | 'recordDir'
  | 'hls'
  | 'hlsTargetMs'
  | 'hlsWindowMs'
  | 'hlsDvr'
  | 'asRunMaxBytes'
  | 'asRunRetentionMs'
  | 'logLevel'
  | 'mediaServer'
  | 'rtmpHost'
  | 'rtmpPort'
  | 'flvPort'
  | 'inputUrlTemplate'
  | 'outputUrlTemplate'
  | 'egressUrlTemplates'
>;

/** Schemes of inputs that pace themselves. A file, and HTTP that is no live format, ends when it is read. */
const LIVE_SCHEMES = new Set(['rtmp:', 'rtmps:', 'rtsp:', 'rtsps:', 'srt:', 'udp:']);

/** Turns a request, or a publish on the media server, into what a worker is told. */
export class SpecBuilder {
  readonly #config: Defaults;
  readonly #wishes: DefaultWishes;
  readonly #hlsRoot: string;
  readonly #asRunRoot: string | undefined;
  readonly #account: ServiceAccount;

  /**
   * @param account with which the service reads and publishes at the media server
   * @param asRunRoot folder of the as-run records; undefined where none are kept
   */
  constructor(config: Defaults, wishes: DefaultWishes, account: ServiceAccount, hlsRoot: string, asRunRoot?: string) {
    this.#config = config;
    this.#wishes = wishes;
    this.#hlsRoot = hlsRoot;
    this.#asRunRoot = asRunRoot;
    this.#account = account;
  }

  /** @throws DubbingError ARGUMENT_INVALID naming the field */
  fromRequest(request: CreateStream): StreamSpec {
    const base = this.#base(request.id);
    const sourceLanguage = request.sourceLanguage ?? base.sourceLanguage;
    const { targetLanguages } = request;
    requireTargets(sourceLanguage, targetLanguages);
    (request.outputs ?? []).forEach(({ language, url }, index) => {
      checkRecording(url, this.#config.recordDir, `outputs.${index}.url`);
      if (language !== 'original' && !targetLanguages.includes(language)) {
        const message = `${language} is neither 'original' nor one of the target languages`;
        throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: `outputs.${index}.language` });
      }
    });
    const spec: StreamSpec = {
      ...base,
      input: request.input,
      live: isLiveInput(request.input),
      sourceLanguage,
      targetLanguages,
      mode: request.mode ?? base.mode,
      bed: request.bed ?? base.bed,
      duckDepthDb: request.duckDepthDb ?? base.duckDepthDb,
      ...present({ commentaryTrack: request.commentaryTrack, bedTrack: request.bedTrack }),
      delayMs: request.delayMs ?? base.delayMs,
      outputs: (request.outputs ?? []).map(({ language, url }) => ({ language, url })),
    };
    checkBed(spec, 'bed');
    return { ...spec, ...this.#wishes.for(request.id, targetLanguages, request) };
  }

  /** @param path as the media server names it, without a leading slash */
  fromPublish(id: string, path: string): StreamSpec {
    const base = this.#base(id);
    requireTargets(base.sourceLanguage, base.targetLanguages);
    checkBed(base, 'bed');
    const input = this.#logIn(this.#inputTemplate()).replaceAll('{path}', path).replaceAll('{id}', id);
    const outputs = base.targetLanguages.map((language): OutputSpec => ({
      language,
      url: this.#logIn(this.#outputTemplate()).replaceAll('{id}', id).replaceAll('{lang}', language),
    }));
    outputs.push(...egressOutputs(id, this.#config));
    return { ...base, input, live: true, outputs, ...this.#wishes.for(id, base.targetLanguages) };
  }

  #base(id: string): StreamSpec {
    const { sourceLanguage, targetLanguages, delayMs, mode, graceMs, stsUrl, logLevel } = this.#config;
    const { bed, duckDepthDb, separationModel, hlsTargetMs, hlsWindowMs, hlsDvr } = this.#config;
    const window = hlsDvr ? {} : { windowMs: hlsWindowMs };
    const hls = { directory: join(this.#hlsRoot, id), targetMs: hlsTargetMs, ...window };
    return {
      id,
      input: '',
      live: true,
      fast: false,
      sourceLanguage,
      targetLanguages,
      delayMs,
      mode,
      bed,
      duckDepthDb,
      ...present({ separationModel }),
      graceMs,
      stsUrl,
      logLevel,
      outputs: [],
      ...present({ hls: this.#config.hls ? hls : undefined, asRun: this.#asRun(id) }),
    };
  }

  #asRun(id: string): StreamSpec['asRun'] {
    const { asRunMaxBytes: maxBytes, asRunRetentionMs: retentionMs } = this.#config;
    return this.#asRunRoot === undefined
      ? undefined
      : { file: join(this.#asRunRoot, `${id}.jsonl`), maxBytes, retentionMs };
  }

  #inputTemplate(): string {
    const { inputUrlTemplate, mediaServer, rtmpHost, flvPort } = this.#config;
    if (inputUrlTemplate !== undefined) return inputUrlTemplate;
    if (mediaServer === 'embedded') return `http://${rtmpHost}:${flvPort}/{path}.flv?user={user}&pass={password}`;
    // Not RTSP: MediaMTX counts each track from a number of its own there, and relates them by when packets came to it.
    return `srt://${rtmpHost}:8890?streamid=read:{path}:{user}:{password}&latency=500`;
  }

  #outputTemplate(): string {
    const { outputUrlTemplate, rtmpHost, rtmpPort } = this.#config;
    return outputUrlTemplate ?? `rtmp://${rtmpHost}:${rtmpPort}/live/{id}/out/{lang}?user={user}&pass={password}`;
  }

  #logIn(template: string): string {
    return template.replaceAll('{user}', this.#account.user).replaceAll('{password}', this.#account.password);
  }
}

/** Leaves out what was not given. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

export function isLiveInput(input: string): boolean {
  const { protocol, pathname, searchParams } = new URL(input);
  if (LIVE_SCHEMES.has(protocol)) return true;
  if (protocol === 'file:') return isGrowing(searchParams);
  return protocol.startsWith('http') && /\.(m3u8|flv)$/i.test(pathname);
}

function requireTargets(sourceLanguage: string, targetLanguages: readonly string[]): void {
  const field = 'targetLanguages';
  if (targetLanguages.length === 0) {
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, 'at least one target language is needed', { field });
  }
  if (targetLanguages.includes(sourceLanguage) || targetLanguages.includes('original')) {
    const message = `the source language ${sourceLanguage} cannot be a target language too`;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field });
  }
}
