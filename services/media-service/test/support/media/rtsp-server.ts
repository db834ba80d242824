import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Run by gjs, so it is not compiled and stays among the sources. */
const script = fileURLToPath(new URL('../../../../test/support/media/rtsp-server.js', import.meta.url));

/** A real RTSP server on a port of its own; it ends with the tests of the file, or when told to. */
export async function rtspServer(
  launch: string,
  credentials?: string,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const args = credentials === undefined ? [launch] : [launch, credentials];
  const child = spawn('gjs', [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  after(stop);
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    gone.then(() => Promise.reject(new Error('the RTSP server did not start'))),
  ])) as [Buffer];
  return { port: Number(line.toString()), stop };
}
