import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelEngine } from '../model.js';
import { readJsonObject } from './read-json.js';

const graphSuffix = '.onnx';

/** The engine that a folder's own files speak of, or why they speak of none. */
export function engineOfFolder(folder: string): { readonly engine: ModelEngine } | { readonly reason: string } {
  const config = readJsonObject(join(folder, 'config.json'));
  if (config !== undefined) return engineOfConfig(folder, config['model_type']);
  if (piperVoice(folder) !== undefined) return { engine: 'piper' };
  return { reason: 'it has neither a config.json that can be read nor a NAME.onnx with a NAME.onnx.json' };
}

/** The name of the voice whose graph and description lie in the folder, in alphabetical order the first. */
export function piperVoice(folder: string): string | undefined {
  const names = new Set(readdirSync(folder));
  return [...names]
    .filter((name) => name.endsWith(graphSuffix) && names.has(`${name}.json`))
    .map((name) => name.slice(0, -graphSuffix.length))
    .sort()[0];
}

function engineOfConfig(folder: string, modelType: unknown): ReturnType<typeof engineOfFolder> {
  switch (modelType) {
    case 'whisper':
    case 'moonshine':
    case 'marian':
    case 'vits':
      return { engine: modelType };
    case 'style_text_to_speech_2':
    case 'kokoro':
      return { engine: 'kokoro' };
    case 'm2m_100':
      return { engine: isNllb(folder) ? 'nllb' : 'm2m100' };
    default: {
      const told = typeof modelType === 'string' ? `of the type ${modelType}` : 'without a model_type';
      return { reason: `its config.json is ${told}, which no engine here runs` };
    }
  }
}

/** NLLB is M2M100 in all but its languages, and only the tokenizer tells them apart. */
function isNllb(folder: string): boolean {
  const tokenizerClass = readJsonObject(join(folder, 'tokenizer_config.json'))?.['tokenizer_class'];
  return typeof tokenizerClass === 'string' && tokenizerClass.startsWith('Nllb');
}
