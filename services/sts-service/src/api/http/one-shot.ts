import { DubbingError, encodeWav, pcmDurationMs, type AudioFormat } from '@dubbing/common';
import {
  OneShotDub,
  OneShotQuery,
  OneShotResponse,
  StageTimings,
  create,
  parse,
  readVoiceChoice,
  type Dub,
} from '@dubbing/contracts';
import express, { type RequestHandler, type Response } from 'express';
import { stsError } from '../../errors.js';
import type { ChosenEngines, LanguageWish } from '../../pipeline/choose-engines.js';
import type { Pipeline } from '../../pipeline/pipeline.js';
import { elapsedMs } from '../../pipeline/stage-clock.js';
import type { EngineChooser } from '../../session/session-registry.js';
import { readClip, readClipType, type Clip, type ClipType } from './read-clip.js';

export interface OneShotSettings {
  readonly maxBodyBytes: number;
  /** The longest clip, in milliseconds. */
  readonly maxClipMs: number;
  /** A request is given up after this long, in milliseconds. */
  readonly timeoutMs: number;
  /** Requests that are worked on at the same time; more are refused. */
  readonly maxConcurrent: number;
}

export interface OneShotOptions {
  readonly settings: OneShotSettings;
  readonly pipeline: Pipeline;
  readonly choose: EngineChooser;
}

/** What is known of a request before its body is read. */
interface Wanted {
  readonly query: OneShotQuery;
  readonly engines: ChosenEngines;
  readonly type: ClipType;
}

/** The sound of the answer: what programmes are made in. */
const replyAudio: AudioFormat = { sampleRateHz: 48_000, channels: 1 };

/** `POST /api/v1/sts/process`: one clip in, its dubs out. */
export function oneShotHandlers({ settings, pipeline, choose }: OneShotOptions): RequestHandler[] {
  let running = 0;

  const check: RequestHandler = (request, response, next) => {
    const query = parse(OneShotQuery, { ...request.query });
    const engines = choose(wishOf(query));
    const type = readClipType(request.headers['content-type']);
    response.locals['wanted'] = { query, engines, type } satisfies Wanted;
    next();
  };

  const handle: RequestHandler = async (request, response) => {
    const wanted = response.locals['wanted'] as Wanted;
    const clip = readClip(wanted.type, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    checkLength(clip, settings.maxClipMs);
    if (running >= settings.maxConcurrent) {
      throw stsError('ENGINE_BUSY', `all ${settings.maxConcurrent} places for single clips are taken`);
    }
    running += 1;
    try {
      response.json(await process(wanted, clip, response));
    } finally {
      running -= 1;
    }
  };

  const process = async (wanted: Wanted, clip: Clip, response: Response): Promise<OneShotResponse> => {
    const startedMs = performance.now();
    const aborter = new AbortController();
    const timer = setTimeout(() => {
      aborter.abort(stsError('DEADLINE_EXCEEDED', `not done within ${settings.timeoutMs} ms`));
    }, settings.timeoutMs);
    response.once('close', () => {
      aborter.abort(stsError('CANCELLED', 'the client has gone'));
    });
    const { query, engines } = wanted;
    const slotMs = query.slotMs ?? pcmDurationMs(clip.pcm.length, clip.audio);
    try {
      const result = await pipeline.process(
        {
          sessionKey: 'one-shot',
          ...clip,
          sourceLanguage: query.sourceLanguage,
          slot: { targetMs: slotMs, maxMs: slotMs },
          reply: replyAudio,
          deadlineAtMs: startedMs + settings.timeoutMs,
          signal: aborter.signal,
        },
        engines,
      );
      if (result.error !== undefined) {
        const { code, message, ...rest } = result.error;
        throw new DubbingError(code, message, rest);
      }
      const { asrMs, transcript } = result;
      const totalMs = elapsedMs(startedMs);
      return create(OneShotResponse, {
        ...(transcript !== undefined && { transcript }),
        dubs: result.status === 'ok' ? result.dubs.map(oneShotDub) : query.targetLanguages.map(emptyDub),
        timings: create(StageTimings, { queuedMs: 0, asrMs, totalMs }),
      });
    } finally {
      clearTimeout(timer);
    }
  };

  const readBody = express.raw({ type: () => true, limit: settings.maxBodyBytes });
  return [check, readBody, handle];
}

function wishOf({ sourceLanguage, targetLanguages, asr, translation, tts, voices = [] }: OneShotQuery): LanguageWish {
  return {
    sourceLanguage,
    targetLanguages,
    engines: {
      ...(asr !== undefined && { asr }),
      ...(translation !== undefined && { translation }),
      ...(tts !== undefined && { tts }),
    },
    enginesField: '',
    voices: voices.flatMap((text) => readVoiceChoice(text) ?? []),
  };
}

function checkLength({ pcm, audio }: Clip, maxClipMs: number): void {
  const durationMs = pcmDurationMs(pcm.length, audio);
  if (durationMs <= maxClipMs) return;
  const message = `the clip must last at most ${maxClipMs} ms, not ${Math.round(durationMs)}`;
  throw stsError('FRAGMENT_TOO_LARGE', message, { field: 'body' });
}

function oneShotDub({ language, status, text, audio, durationMs, speedFactor, error }: Dub): OneShotDub {
  return create(OneShotDub, {
    language,
    status,
    text,
    durationMs,
    speedFactor,
    ...(audio !== undefined && { audioWavBase64: encodeWav(audio, replyAudio).toString('base64') }),
    ...(error !== undefined && { error }),
  });
}

function emptyDub(language: string): OneShotDub {
  return create(OneShotDub, { language, status: 'empty', text: '', durationMs: 0, speedFactor: 1 });
}
