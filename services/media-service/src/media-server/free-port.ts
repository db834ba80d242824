import { createServer } from 'node:net';

/** Whether a port can be listened on right now. @returns undefined when it can, otherwise the system's error. */
export function portProblem(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}
