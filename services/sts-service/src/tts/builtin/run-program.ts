import { spawn } from 'node:child_process';
import { abortError, onAbort, throwIfAborted } from '@dubbing/common';
import { stsError } from '../../errors.js';

export interface ProgramRequest {
  readonly program: string;
  readonly args: readonly string[];
  /** What the program reads from its standard input. */
  readonly input?: string;
  /** Brings the program, for the message when it is not there. */
  readonly debianPackage: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a program to its end and returns what it wrote.
 * @throws DubbingError SYSTEM_PACKAGE_MISSING, ENGINE_FAILED with the last words of the program, or the abort reason.
 */
export function runProgram({ program, args, input, debianPackage, signal }: ProgramRequest): Promise<Buffer> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let complaint = '';
    const forget = onAbort(signal, () => {
      child.kill('SIGKILL');
      reject(abortError(signal));
    });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-500);
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      forget();
      const missing = cause.code === 'ENOENT';
      const message = missing ? `${program} needs the Debian package ${debianPackage}` : `${program} cannot be started`;
      const code = missing ? 'SYSTEM_PACKAGE_MISSING' : 'ENGINE_FAILED';
      reject(stsError(code, message, { source: missing ? debianPackage : program, cause }));
    });
    child.once('close', (code, killedBy) => {
      forget();
      if (code === 0) resolve(Buffer.concat(output));
      else {
        const end = killedBy ?? `code ${String(code)}`;
        reject(stsError('ENGINE_FAILED', `${program} ended with ${end} ${complaint}`.trim(), { source: program }));
      }
    });
    // A program that ends before it has read everything; `close` tells the rest.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
