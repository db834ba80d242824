import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelEntry } from '../../../src/models/catalogue/model-entry.js';
import type { FakeHub } from './fake-hub.js';

/** Bytes that differ everywhere and are the same in every run. */
export function bytesOf(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export const largePath = 'onnx/decoder_model_merged.onnx';

/** Files as a translator's are on a hub, with noise for graphs. */
export const toyFiles: ReadonlyMap<string, Buffer> = new Map([
  ['config.json', json({ model_type: 'marian' })],
  ['tokenizer.json', json({ version: '1.0' })],
  ['tokenizer_config.json', json({ tokenizer_class: 'MarianTokenizer', source_lang: 'eng', target_lang: 'spa' })],
  ['onnx/encoder_model.onnx', bytesOf(100_000, 1)],
  [largePath, bytesOf(400_000, 2)],
]);

export const toyEntry: ModelEntry = {
  name: 'toy',
  engine: 'marian',
  stage: 'translation',
  repository: 'somebody/toy',
  revision: 'main',
  licence: { name: 'MIT', nonCommercial: false },
  languages: ['es'],
  sourceLanguages: ['en'],
  files: [...toyFiles.keys()].map((path) => ({ path, from: path })),
};

/** The entry as it stands in a catalogue file. */
export const toyCatalogue = {
  version: 1,
  models: [
    {
      name: 'toy',
      engine: 'marian',
      repository: 'somebody/toy',
      licence: 'MIT',
      sourceLanguages: ['en'],
      languages: ['es'],
      files: [...toyFiles.keys()],
    },
  ],
};

export function putToy(hub: FakeHub): void {
  for (const [path, content] of toyFiles) hub.put(path, content, path.endsWith('.onnx'));
}

export async function writeFiles(folder: string, files: Iterable<readonly [string, Buffer]>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
