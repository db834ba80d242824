import type { Tensor } from '@huggingface/transformers';
import type { InferenceSession } from 'onnxruntime-node';
import type { Parts, PartsOptions } from './parts.js';

/** What the hub's runtime has and its types do not tell. */
interface Internals {
  readonly sessions: { readonly model: InferenceSession };
  readonly forward_params: string[];
  readonly generation_config: { readonly is_multilingual?: boolean };
  generate(options: Record<string, unknown>): Promise<Tensor>;
}

/** The hub's runtime: one thread, greedy, without times. Loaded here, so that its size counts in its own process only. */
export async function openHub({ models, name, mostTokens }: PartsOptions): Promise<Parts> {
  const hub = await import('@huggingface/transformers');
  hub.env.allowRemoteModels = false;
  hub.env.localModelPath = models;
  const model = (await hub.WhisperForConditionalGeneration.from_pretrained(name, {
    dtype: 'fp32',
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  })) as unknown as Internals;
  const processor = await hub.AutoProcessor.from_pretrained(name);
  const multilingual = model.generation_config.is_multilingual !== false;
  // Otherwise it would encode again in order to decode.
  model.forward_params.push('encoder_outputs');
  let features: Tensor | undefined;
  let encoded: Tensor | undefined;
  return {
    features: async (samples) => {
      ({ input_features: features } = (await processor(samples)) as { input_features: Tensor });
    },
    encode: async () => {
      const input = (features as unknown as { ort_tensor: InferenceSession.OnnxValueMapType[string] }).ort_tensor;
      const { last_hidden_state: output } = await model.sessions.model.run({ input_features: input });
      encoded = new hub.Tensor(output as never);
    },
    decode: async () => {
      const sequence = await model.generate({
        inputs: features,
        encoder_outputs: encoded,
        max_new_tokens: mostTokens,
        ...(multilingual && { language: 'en', task: 'transcribe' }),
      });
      // Start, language, task and no times; or start and no times.
      return (sequence.dims[1] ?? 0) - (multilingual ? 4 : 2);
    },
  };
}
