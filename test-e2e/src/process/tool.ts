import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';

export interface Tool {
  stdin: Writable;
  stdout: Readable;
  /** What the program has written to stderr so far, at most the last 2 MB. */
  stderr(): string;
  /** Resolves when the program has ended well; rejects with TOOL_FAILED or TOOL_MISSING. */
  done: Promise<void>;
  kill(): void;
}

export interface ToolOptions {
  /** Sees all that is written to stderr, also what is more than is kept. */
  onStderr?: (text: string) => void;
}

const STDERR_LIMIT = 2_000_000;

/** Starts a media program (gst-launch-1.0, ffmpeg, …) with its standard streams as pipes. */
export function startTool(program: string, args: readonly string[], options: ToolOptions = {}): Tool {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LIMIT);
    options.onStderr?.(text);
  });
  // A program that ends early breaks its stdin; how it ended says more than the broken pipe.
  child.stdin.on('error', () => undefined);
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new DubbingError(errorCodes.TOOL_MISSING, `${program} cannot be started`, { source: program, cause }));
    });
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const detail = stderr.trim().split('\n').slice(-4).join(' | ');
      return reject(
        new DubbingError(errorCodes.TOOL_FAILED, `${program} ended with ${code ?? signal}: ${detail}`, {
          source: program,
        }),
      );
    });
  });
  done.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, stderr: () => stderr, done, kill: () => child.kill('SIGKILL') };
}
