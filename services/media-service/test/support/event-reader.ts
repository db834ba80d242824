import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

export interface ReceivedEvent {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A reader of server-sent events over real HTTP, which can stop reading. */
export class EventReader {
  readonly events: ReceivedEvent[] = [];
  readonly comments: string[] = [];
  isOver = false;
  readonly response: IncomingMessage;
  #text = '';

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('close', () => (this.isOver = true));
    // A connection that the server breaks off ends with an error too.
    response.on('error', () => (this.isOver = true));
  }

  /** @param headers of the request */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const request = get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventReader(response);
  }

  /** What was told, as `name text`. */
  get told(): string[] {
    return this.events.map(({ name, data: { text } }) => (typeof text === 'string' ? `${name} ${text}` : name));
  }

  close(): void {
    this.response.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#text + text).split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s) as [string, string]));
      if (block.startsWith(':')) this.comments.push(block);
      const [name, data] = [fields.get('event'), fields.get('data')];
      if (name === undefined || data === undefined) continue;
      this.events.push({ name, id: fields.get('id'), data: JSON.parse(data) as ReceivedEvent['data'] });
    }
  }
}
