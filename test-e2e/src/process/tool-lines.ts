import { createInterface } from 'node:readline';
import { startTool } from './tool.js';

/**
 * The lines that a program writes to stdout, one at a time, so that hours of them need no memory.
 * @throws DubbingError TOOL_FAILED or TOOL_MISSING, after the last line
 */
export async function* toolLines(program: string, args: readonly string[]): AsyncGenerator<string, void, undefined> {
  const tool = startTool(program, args);
  tool.stdin.end();
  try {
    yield* createInterface({ input: tool.stdout, crlfDelay: Number.POSITIVE_INFINITY });
    await tool.done;
  } finally {
    tool.kill();
  }
}
