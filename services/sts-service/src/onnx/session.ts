import { access } from 'node:fs/promises';
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { stsError } from '../errors.js';
import { withProvider, type OnnxProvider, type OnnxProviderChoice } from './provider.js';

export interface OnnxSession {
  readonly session: InferenceSession;
  readonly provider: OnnxProvider;
  readonly fallbackReason?: string;
}

/**
 * One thread per session unless told otherwise: the service has a process per core for its
 * engines, and small models lose more by waking threads than they win.
 * @throws DubbingError MODEL_UNAVAILABLE when the file is not there or is no model that this runtime reads.
 */
export async function openOnnxSession(
  file: string,
  choice: OnnxProviderChoice,
  threads = 1,
  model?: Uint8Array,
): Promise<OnnxSession> {
  try {
    if (model === undefined) await access(file);
  } catch (cause) {
    throw stsError('MODEL_UNAVAILABLE', `the model ${file} cannot be read`, { source: file, cause });
  }
  try {
    const available = listSupportedBackends()
      .filter((backend) => backend.bundled)
      .map((backend) => backend.name)
      .filter((name): name is OnnxProvider => name === 'cpu' || name === 'cuda');
    const attempt = await withProvider(choice, available, (provider) => {
      const options: InferenceSession.SessionOptions = {
        executionProviders: provider === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        // Threads that spin while they wait for work take the core from those that have some: with two threads on
        // two busy cores a run took 20 to 45 % longer that way, and more processor time than with one thread.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
        // Warnings about the graph are for the model's authors and would fill the service's log.
        logSeverityLevel: 3,
      };
      return model === undefined ? InferenceSession.create(file, options) : InferenceSession.create(model, options);
    });
    const { value: session, provider, fallbackReason } = attempt;
    return { session, provider, ...(fallbackReason !== undefined && { fallbackReason }) };
  } catch (cause) {
    throw stsError('MODEL_UNAVAILABLE', `the model ${file} cannot be loaded: ${whyNotLoaded(cause)}`, {
      source: file,
      cause,
    });
  }
}

/** The runtime's own words, with what to make of the usual ones. */
function whyNotLoaded(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/opset/i.test(message)) return `it needs operators that this ONNX runtime does not have (${message})`;
  if (/protobuf|INVALID_PROTOBUF|ModelProto/i.test(message)) return 'it is damaged, or no ONNX file';
  return message;
}
