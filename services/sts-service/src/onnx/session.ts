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
 * One thread per session: the service has a process per core for its engines, and small models
 * lose more by waking threads than they win.
 * @throws DubbingError MODEL_UNAVAILABLE when the file is not there or is no model.
 */
export async function openOnnxSession(file: string, choice: OnnxProviderChoice): Promise<OnnxSession> {
  try {
    await access(file);
    const available = listSupportedBackends()
      .filter((backend) => backend.bundled)
      .map((backend) => backend.name)
      .filter((name): name is OnnxProvider => name === 'cpu' || name === 'cuda');
    const attempt = await withProvider(choice, available, (provider) =>
      InferenceSession.create(file, {
        executionProviders: provider === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        // Warnings about the graph are for the model's authors and would fill the service's log.
        logSeverityLevel: 3,
      }),
    );
    const { value: session, provider, fallbackReason } = attempt;
    return { session, provider, ...(fallbackReason !== undefined && { fallbackReason }) };
  } catch (cause) {
    throw stsError('MODEL_UNAVAILABLE', `the model ${file} cannot be loaded`, { source: file, cause });
  }
}
