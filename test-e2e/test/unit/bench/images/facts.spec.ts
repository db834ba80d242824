import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { factsOf } from '../../../../src/bench/images/facts.js';

describe('what lies in the root of an image', () => {
  let root: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'dubbing-facts-'));
    const files = [
      'app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
      'app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'usr/lib/x86_64-linux-gnu/libcudnn_graph.so.9.8.0',
      'usr/lib/x86_64-linux-gnu/libcurl.so.4',
      'usr/bin/gcc-12',
      'usr/bin/make',
      'usr/bin/makeinfo',
      'usr/share/doc/make',
      'usr/include/stdio.h',
      'usr/include/linux/types.h',
    ];
    for (const file of files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), '');
    }
  });

  after(() => rm(root, { recursive: true, force: true }));

  it('is told by the names of libraries, programs and header files', async () => {
    const { cudaFiles, buildTools, headers } = await factsOf(root);
    expect(cudaFiles.sort()).to.deep.equal([
      '/app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
      '/usr/lib/x86_64-linux-gnu/libcudnn_graph.so.9.8.0',
    ]);
    expect(buildTools.sort()).to.deep.equal(['/usr/bin/gcc-12', '/usr/bin/make']);
    expect(headers).to.equal(2);
  });
});
