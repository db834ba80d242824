import { PocketSphinx } from '../asr/builtin/pocketsphinx.js';
import { SpeechGate } from '../asr/speech-gate.js';
import { SileroVad } from '../onnx/silero.js';
import { openOnnxSession } from '../onnx/session.js';
import type { OnnxProvider } from '../onnx/provider.js';
import type { EngineSettings } from './messages.js';

export interface LoadedEngines {
  readonly provider: OnnxProvider;
  readonly fallbackReason?: string;
  /** Empty text for sound without speech, which is not decoded at all. */
  recognize(pcm: Buffer, signal: AbortSignal): Promise<{ text: string; confidence?: number }>;
  /** To be called once, when nothing runs or what runs is aborted. */
  close(): void;
}

/** @throws DubbingError naming the system package or the model that is missing. */
export async function loadEngines(settings: EngineSettings): Promise<LoadedEngines> {
  const decoder = PocketSphinx.load(settings.pocketsphinxModelDir);
  const { session, provider, fallbackReason } = await openOnnxSession(settings.speechModelFile, settings.onnxProvider);
  const gate = new SpeechGate(() => new SileroVad(session));
  return {
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    recognize: async (pcm, signal) => {
      if (!(await gate.hasSpeech(pcm, signal))) return { text: '' };
      return decoder.decode(pcm, signal);
    },
    close: () => {
      decoder.close();
    },
  };
}
