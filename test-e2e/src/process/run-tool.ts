import { startTool } from './tool.js';

export interface ToolOutput {
  stdout: Buffer;
  stderr: string;
}

/** Runs a program to its end and gives back all it wrote. `input` is written to its stdin. */
export async function runTool(program: string, args: readonly string[], input?: Buffer): Promise<ToolOutput> {
  const tool = startTool(program, args);
  const chunks: Buffer[] = [];
  tool.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  tool.stdin.end(input);
  await tool.done;
  return { stdout: Buffer.concat(chunks), stderr: tool.stderr() };
}
