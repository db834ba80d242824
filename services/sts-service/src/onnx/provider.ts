/** Where a model computes. */
export type OnnxProvider = 'cpu' | 'cuda';

/** `auto` takes CUDA where the runtime has it and it works. */
export type OnnxProviderChoice = 'auto' | OnnxProvider;

export interface ProviderAttempt<T> {
  readonly value: T;
  readonly provider: OnnxProvider;
  /** Why CUDA is not used although it was wished for. */
  readonly fallbackReason?: string;
}

/**
 * Opens with CUDA where that is wished for and in the runtime, else with the CPU, which always
 * works: a service that is slower than planned is better than none.
 */
export async function withProvider<T>(
  choice: OnnxProviderChoice,
  available: readonly OnnxProvider[],
  open: (provider: OnnxProvider) => Promise<T>,
): Promise<ProviderAttempt<T>> {
  const cpu = async (fallbackReason?: string): Promise<ProviderAttempt<T>> => ({
    value: await open('cpu'),
    provider: 'cpu',
    ...(fallbackReason !== undefined && { fallbackReason }),
  });
  if (choice === 'cpu') return cpu();
  if (!available.includes('cuda')) {
    return cpu(choice === 'cuda' ? 'this ONNX runtime was installed without CUDA' : undefined);
  }
  try {
    return { value: await open('cuda'), provider: 'cuda' };
  } catch (error) {
    return cpu(error instanceof Error ? error.message : String(error));
  }
}
