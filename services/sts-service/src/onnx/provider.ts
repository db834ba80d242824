/** Where a model computes. */
export type OnnxProvider = 'cpu' | 'cuda';

/** `auto` takes CUDA where the runtime has it and it works; `cuda-only` rather opens nothing than computes on the CPU. */
export type OnnxProviderChoice = 'auto' | OnnxProvider | 'cuda-only';

export interface ProviderAttempt<T> {
  readonly value: T;
  readonly provider: OnnxProvider;
  /** Why CUDA is not used although it was wished for. */
  readonly fallbackReason?: string;
}

/**
 * Opens with CUDA where that is wished for and in the runtime, else with the CPU, which always
 * works: a service that is slower than planned is better than none, unless it is told otherwise.
 * @throws Error what `open` throws, and with `cuda-only` that CUDA is not there, with the reason
 */
export async function withProvider<T>(
  choice: OnnxProviderChoice,
  available: readonly OnnxProvider[],
  open: (provider: OnnxProvider) => Promise<T>,
): Promise<ProviderAttempt<T>> {
  const cpu = async (fallbackReason?: string): Promise<ProviderAttempt<T>> => {
    if (choice === 'cuda-only') {
      throw new Error(
        `CUDA cannot be used, and the CPU is not allowed (cuda-only): ${fallbackReason ?? 'it is not there'}`,
      );
    }
    const value = await open('cpu');
    return { value, provider: 'cpu', ...(fallbackReason !== undefined && { fallbackReason }) };
  };
  if (choice === 'cpu') return cpu();
  if (!available.includes('cuda')) {
    return cpu(choice === 'auto' ? undefined : 'this ONNX runtime was installed without CUDA');
  }
  try {
    return { value: await open('cuda'), provider: 'cuda' };
  } catch (error) {
    return cpu(error instanceof Error ? error.message : String(error));
  }
}
