import { startTool, type Tool } from '../../src/process/tool.js';
import { freePorts } from '../../src/stack/ports.js';

/** Somebody who takes one RTMP stream at an address with a key, and keeps some seconds of it. */
export class ThirdParty {
  readonly #tool: Tool;

  private constructor(
    readonly url: string,
    readonly file: string,
    seconds: number,
  ) {
    const input = ['-f', 'flv', '-listen', '1', '-i', url, '-t', String(seconds)];
    this.#tool = startTool('ffmpeg', ['-v', 'error', '-y', ...input, '-c', 'copy', '-f', 'flv', file]);
  }

  static async listen(key: string, file: string, seconds: number): Promise<ThirdParty> {
    const { rtmp } = await freePorts();
    return new ThirdParty(`rtmp://127.0.0.1:${rtmp}/app/${key}`, file, seconds);
  }

  /** Resolves when it has what it wants. */
  get done(): Promise<void> {
    return this.#tool.done;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#tool.kill();
    await this.#tool.done.catch(() => undefined);
  }
}
