import { IsOptional } from 'class-validator';
import { IsNames, IsTargetLanguages } from '../rules/lists.js';
import { Nested } from '../rules/nested.js';
import { IsId, IsLanguage } from '../rules/text.js';
import { AudioFormatV1 } from './audio-format.js';
import { EngineChoice } from './engine-choice.js';
import type { GlossaryEntry } from './glossary-entry.js';
import { ProtocolRange } from './protocol-range.js';
import type { VoiceChoice } from './voice-choice.js';
import { IsGlossary, IsVoices } from './wishes.js';

/** `stream:init`, client to server: opens a session, or resumes one. */
export class StreamInit {
  /** The versions of the protocol that the client speaks. */
  @Nested(() => ProtocolRange)
  protocol!: ProtocolRange;

  /** The stream that is dubbed, by the name the client has for it. */
  @IsId()
  streamId!: string;

  /** The session to resume, as `stream:ready` named it. */
  @IsOptional()
  @IsId()
  sessionId?: string;

  /** The language that is spoken. */
  @IsLanguage()
  sourceLanguage!: string;

  /** One to sixteen, none twice. Every fragment comes back in each of them. */
  @IsTargetLanguages()
  targetLanguages!: string[];

  /** What the fragments carry. */
  @Nested(() => AudioFormatV1)
  audio!: AudioFormatV1;

  /** What the dubs shall come back as. */
  @Nested(() => AudioFormatV1)
  replyAudio!: AudioFormatV1;

  /** Features of the protocol that the client wants, by the names of `protocolFeatures`; a server leaves out what it does not know. */
  @IsOptional()
  @IsNames(32)
  features?: string[];

  /** The engines to use, where the client has a wish. */
  @IsOptional()
  @Nested(() => EngineChoice)
  engines?: EngineChoice;

  /** Terms that are kept or forced. `features` in `stream:ready` tells which translators do so; others leave it out. */
  @IsOptional()
  @IsGlossary()
  glossary?: GlossaryEntry[];

  /** Voices by name. One that no engine of its language has is refused. */
  @IsOptional()
  @IsVoices()
  voices?: VoiceChoice[];
}
