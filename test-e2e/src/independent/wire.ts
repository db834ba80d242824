/** The shapes of docs/sts-protocol/v1.md, section 7, as far as this pair uses them. */

export const socketPath = '/sts/socket.io';
export const oneShotPath = '/api/v1/sts/process';
/** The most attachments of an event to the client: one for each target language (2.4). */
export const mostAttachments = 16;
export const partials = 'partials';

export interface VersionRange {
  readonly min: string;
  readonly max: string;
}

export interface SoundFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

export interface AudioFormat extends SoundFormat {
  readonly encoding: 'pcm_s16le';
}

export interface StreamInit {
  readonly protocol: VersionRange;
  readonly streamId: string;
  readonly sessionId?: string | null;
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
  readonly audio: AudioFormat;
  readonly replyAudio: AudioFormat;
  readonly features?: readonly string[] | null;
  readonly engines?: Readonly<Record<string, string | null | undefined>> | null;
  readonly glossary?: readonly object[] | null;
  readonly voices?: readonly { readonly language: string; readonly voice: string }[] | null;
}

export interface SessionLimits {
  readonly maxInFlight: number;
  readonly maxFragmentDurationMs: number;
  readonly maxFragmentBytes: number;
  readonly resumeWindowMs: number;
}

export interface EngineInfo {
  readonly stage: 'asr' | 'translation' | 'tts';
  readonly language: string;
  readonly name: string;
  readonly family: string;
}

export interface StreamReady {
  readonly sessionId: string;
  readonly protocol: string;
  readonly features?: readonly string[] | null;
  readonly resumed: boolean;
  readonly engines: readonly EngineInfo[];
  readonly limits: SessionLimits;
  readonly lastSequence?: number | null;
}

export interface FragmentName {
  readonly fragmentId: string;
  readonly sequence: number;
}

export interface FragmentData extends FragmentName {
  readonly startPtsNs: string;
  readonly endPtsNs: string;
  readonly durationMs: number;
  readonly deadlineMs: number;
  readonly slot: { readonly targetMs: number; readonly maxMs: number };
  readonly pcm: Buffer;
}

export interface Transcript {
  readonly language: string;
  readonly text: string;
}

export interface FragmentPartial extends FragmentName {
  readonly revision: number;
  readonly isFinal: boolean;
  readonly transcript: Transcript;
}

export interface ErrorInfo {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly retryable: boolean;
}

export interface ErrorMessage extends ErrorInfo {
  readonly fragmentId?: string | null;
  readonly protocols?: { readonly client: VersionRange; readonly server: VersionRange };
}

export interface Dub {
  readonly language: string;
  readonly status: 'spoken' | 'empty' | 'failed';
  readonly text: string;
  readonly audio?: Buffer;
  readonly durationMs: number;
  readonly naturalDurationMs: number;
  readonly speedFactor: number;
  readonly engine: { readonly translation: string; readonly tts: string };
  readonly timings: { readonly translationMs: number; readonly ttsMs: number; readonly fitMs: number };
  readonly error?: ErrorInfo;
}

export interface StageTimings {
  readonly queuedMs: number;
  readonly asrMs: number;
  readonly totalMs: number;
}

export interface FragmentProcessed extends FragmentName {
  readonly startPtsNs: string;
  readonly endPtsNs: string;
  readonly status: 'ok' | 'empty' | 'failed';
  readonly transcript?: Transcript | null;
  readonly dubs: readonly Dub[];
  readonly timings: StageTimings;
  readonly error?: ErrorInfo;
}

export interface Backpressure {
  readonly level: 'none' | 'soft' | 'hard';
  readonly inFlight: number;
  readonly recommendedMaxInFlight: number;
  readonly recommendedFragmentMs: number;
}

export interface StreamComplete {
  readonly fragmentsReceived: number;
  readonly fragmentsProcessed: number;
  readonly fragmentsFailed: number;
}
