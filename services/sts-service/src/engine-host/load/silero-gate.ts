import { SpeechGate } from '../../asr/speech-gate.js';
import { openOnnxSession } from '../../onnx/session.js';
import { SileroVad } from '../../onnx/silero.js';

/** What stands in front of every recogniser. On the CPU: a model as small as this loses by travelling. */
export async function openSpeechGate(file: string): Promise<SpeechGate> {
  const { session } = await openOnnxSession(file, 'cpu');
  return new SpeechGate(() => new SileroVad(session));
}
