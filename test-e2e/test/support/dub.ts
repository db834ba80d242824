import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { serviceEnvironment } from '../../src/config.js';
import { repositoryDir } from '../../src/paths.js';

export interface Ended {
  code: number | null;
  output: string;
}

/** `npm run dub` to its end, without its own sts-service. */
export function dub(...args: string[]): Promise<Ended> {
  const service = join(repositoryDir, 'services', 'media-service');
  const child = spawn(process.execPath, [join(service, 'dist', 'cli', 'dub.js'), ...args], {
    cwd: service,
    env: serviceEnvironment({}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
