/** A `fragment:data` as it arrives: two seconds of 16 kHz mono. */
export function fragmentData(): Record<string, unknown> {
  return {
    fragmentId: 'evening-news.42',
    sequence: 42,
    startPtsNs: '9007199254740993000',
    endPtsNs: '9007199256740993000',
    durationMs: 2000,
    deadlineMs: 7500,
    slot: { targetMs: 2000, maxMs: 2400.5 },
    pcm: Buffer.alloc(2 * 16_000 * 2, 1),
  };
}

/** A `fragment:processed` as it arrives: three dubs with two or three seconds of 48 kHz mono each. */
export function fragmentProcessed(): Record<string, unknown> {
  return {
    fragmentId: 'evening-news.42',
    sequence: 42,
    startPtsNs: '9007199254740993000',
    endPtsNs: '9007199256740993000',
    status: 'ok',
    transcript: { language: 'en', text: 'Good evening, and welcome to the news of the day.', confidence: 0.87 },
    dubs: [
      dub('es', 'Buenas noches, y bienvenidos a las noticias del día.', 2),
      dub('ca', 'Bona nit, i benvinguts a les notícies del dia.', 2),
      dub('pt-BR', 'Boa noite, e bem-vindos às notícias do dia.', 3),
    ],
    timings: { queuedMs: 0.5, asrMs: 180.25, totalMs: 236 },
  };
}

function dub(language: string, text: string, seconds: number): Record<string, unknown> {
  return {
    language,
    status: 'spoken',
    text,
    audio: Buffer.alloc(seconds * 48_000 * 2, 2),
    durationMs: seconds * 1000,
    naturalDurationMs: seconds * 1100,
    speedFactor: 1.1,
    engine: { translation: 'opus-mt-en-es', tts: 'kokoro-82m' },
    timings: { translationMs: 12.5, ttsMs: 41, fitMs: 3.25 },
  };
}

/** The bytes of either message, in their order. */
export function bytesOf(message: unknown): Uint8Array[] {
  const { pcm, dubs = [] } = message as { pcm?: Uint8Array; dubs?: { audio?: Uint8Array }[] };
  return [pcm, ...dubs.map(({ audio }) => audio)].filter((bytes) => bytes !== undefined);
}
