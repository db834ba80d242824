import { createServer, type Server as HttpServer } from 'node:http';
import { sleep } from '@dubbing/common';
import {
  FragmentAck,
  FragmentData,
  FragmentProcessed,
  PROTOCOL_VERSION,
  STS_EVENTS,
  STS_SOCKET_PATH,
  StreamComplete,
  StreamInit,
  StreamReady,
  create,
  intervalOf,
  parse,
  serialize,
  type Dub,
} from '@dubbing/contracts';
import { Server, type Socket } from 'socket.io';
import { tone } from './tone.js';

export interface ScriptedStsOptions {
  port: number;
  /** Time from a fragment to its reply. Default 500. */
  replyAfterMs?: number;
  /** Share of the source interval that the dub lasts. Default 0.9. */
  dubShare?: number;
}

/** No fragment is longer. */
const LONGEST_TONE_MS = 15_000;

/**
 * A speech-to-speech service that costs nothing: every fragment comes back as a tone with a text that numbers it. With it a
 * measurement of media-service measures media-service alone.
 */
export class ScriptedSts {
  fragments = 0;
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #stop = new AbortController();
  #longest: Buffer | undefined;

  private constructor(readonly options: ScriptedStsOptions) {
    this.#http = createServer((_request, response) => response.end());
    this.#io = new Server(this.#http, {
      path: STS_SOCKET_PATH,
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: 8e6,
    });
    this.#io.on('connection', (socket) => this.#serve(socket));
  }

  static async start(options: ScriptedStsOptions): Promise<ScriptedSts> {
    const server = new ScriptedSts(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen(options.port, '127.0.0.1', resolve);
    });
    return server;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#io.disconnectSockets(true);
    await this.#io.close();
  }

  #serve(socket: Socket): void {
    let init: StreamInit | undefined;
    let order = Promise.resolve();
    let received = 0;
    socket.on(STS_EVENTS.init, (message: unknown) => {
      init = parse(StreamInit, message);
      socket.emit(STS_EVENTS.ready, serialize(ready(init)));
    });
    socket.on(STS_EVENTS.fragmentData, (message: unknown) => {
      const session = init;
      if (session === undefined) return;
      const fragment = parse(FragmentData, message);
      received += 1;
      this.fragments += 1;
      const { fragmentId, sequence } = fragment;
      socket.emit(STS_EVENTS.fragmentAck, serialize(create(FragmentAck, { fragmentId, sequence, inFlight: 1 })));
      const reply = sleep(this.options.replyAfterMs ?? 500, this.#stop.signal).catch(() => undefined);
      order = order.then(async () => {
        await reply;
        socket.emit(STS_EVENTS.fragmentProcessed, serialize(this.#reply(session, fragment)));
      });
    });
    socket.on(STS_EVENTS.end, () => {
      const complete = create(StreamComplete, {
        fragmentsReceived: received,
        fragmentsProcessed: received,
        fragmentsFailed: 0,
      });
      void order.then(() => socket.emit(STS_EVENTS.complete, serialize(complete)));
    });
  }

  /** Made once, at the longest: a sine is a sine. */
  #tone(durationMs: number, format: StreamInit['replyAudio']): Buffer {
    const bytes = Math.round((durationMs * format.sampleRateHz) / 1000) * format.channels * 2;
    if (this.#longest === undefined || this.#longest.length < bytes) this.#longest = tone(LONGEST_TONE_MS, format);
    return this.#longest.subarray(0, bytes);
  }

  #reply(init: StreamInit, fragment: FragmentData): FragmentProcessed {
    const { fragmentId, sequence, startPtsNs, endPtsNs } = fragment;
    const { startPtsNs: from, endPtsNs: to } = intervalOf(fragment);
    const sourceMs = Number((to - from) / 1_000_000n);
    const durationMs = Math.round(sourceMs * (this.options.dubShare ?? 0.9));
    const timings = { queuedMs: 0, asrMs: 0, totalMs: this.options.replyAfterMs ?? 500 };
    return create(FragmentProcessed, {
      fragmentId,
      sequence,
      startPtsNs,
      endPtsNs,
      status: 'ok',
      transcript: { language: init.sourceLanguage, text: `fragment ${sequence}` },
      dubs: init.targetLanguages.map((language): Dub => ({
        language,
        status: 'spoken',
        text: `${language} ${sequence}`,
        audio: this.#tone(durationMs, init.replyAudio),
        durationMs,
        naturalDurationMs: durationMs,
        speedFactor: 1,
        engine: { translation: 'scripted', tts: 'scripted' },
        timings: { translationMs: 0, ttsMs: 0, fitMs: 0 },
      })),
      timings,
    });
  }
}

function ready(init: StreamInit): StreamReady {
  const engine = (stage: 'asr' | 'translation' | 'tts', language: string) => ({
    stage,
    language,
    name: 'scripted',
    family: 'remote' as const,
  });
  return create(StreamReady, {
    sessionId: `scripted-${Date.now()}`,
    protocol: PROTOCOL_VERSION,
    resumed: false,
    engines: [
      engine('asr', init.sourceLanguage),
      ...init.targetLanguages.flatMap((language) => [engine('translation', language), engine('tts', language)]),
    ],
    limits: { maxInFlight: 8, maxFragmentDurationMs: 15_000, maxFragmentBytes: 4_000_000, resumeWindowMs: 30_000 },
  });
}
