import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** NVIDIA's libraries, and what ONNX Runtime needs for them. */
const cudaFile =
  /^lib(cuda|cudart|cudnn|cublas|cufft|curand|cusparse|cusolver|nvrtc|nvinfer|nvJitLink|onnxruntime_providers_(cuda|tensorrt))[\w.-]*\.so/;

/** Programs that compile, and what they are installed with. */
const buildTool = /^(gcc|g\+\+|cc1|cc1plus|c\+\+|clang|ld|make|cmake|nvcc|node-gyp|pkg-config|python3-config)(-\d+)?$/;

export interface Facts {
  cudaFiles: string[];
  buildTools: string[];
  /** Header files, which only compilers read. */
  headers: number;
}

/** What lies in the root of an image that has no business there, or is what it is for. */
export async function factsOf(rootfs: string): Promise<Facts> {
  const facts: Facts = { cudaFiles: [], buildTools: [], headers: 0 };
  const waiting = ['/'];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await readdir(join(rootfs, folder), { withFileTypes: true }).catch(() => []);
    const isProgramFolder = /\/(s?bin|gcc|\d+)$/.test(folder);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (cudaFile.test(entry.name)) facts.cudaFiles.push(path);
      else if (isProgramFolder && buildTool.test(entry.name)) facts.buildTools.push(path);
      else if (folder.startsWith('/usr/include')) facts.headers += 1;
    }
  }
  return facts;
}
