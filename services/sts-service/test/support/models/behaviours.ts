import type { Asked, Behaviour } from './fake-hub.js';

/**
 * Announces the whole rest, sends some of it and breaks off.
 * @param arrived resolves when the other side has so many bytes of the file: a connection that breaks off too soon takes
 *   with it what is still on the way
 */
export function dropAfter(bytes: number, arrived: (bytes: number) => Promise<void> = async () => {}): Behaviour {
  return ({ response, content, start, tag }) => {
    respond(response, content, start, tag);
    response.write(content.subarray(start, start + bytes), () => {
      void arrived(start + bytes).then(() => response.destroy());
    });
  };
}

/** Sends some and then nothing any more, with the connection open. */
export function stallAfter(bytes: number, onSent: () => void = () => {}): Behaviour {
  return ({ response, content, start, tag }) => {
    respond(response, content, start, tag);
    response.write(content.subarray(start, start + bytes), onSent);
  };
}

export function status(code: number, headers: Record<string, string> = {}): Behaviour {
  return ({ response }) => {
    response.writeHead(code, headers).end();
  };
}

/** Takes no notice of `Range`. */
export const whole: Behaviour = ({ response, content }) => {
  response.writeHead(200, { 'content-length': content.length }).end(content);
};

/** The right number of other bytes. */
export const wrongBytes: Behaviour = ({ response, content, start, tag }) => {
  respond(response, content, start, tag);
  response.end(Buffer.alloc(content.length - start, 0x55));
};

/** A file that is shorter than was told, and honest about that. */
export function shorter(bytes: number): Behaviour {
  return ({ response, content }) => {
    response.writeHead(200, { 'content-length': bytes }).end(content.subarray(0, bytes));
  };
}

/** Another part than was asked for. */
export const otherRange: Behaviour = ({ response, content }) => {
  const range = `bytes 1-${content.length - 1}/${content.length}`;
  response.writeHead(206, { 'content-range': range, 'content-length': content.length - 1 }).end(content.subarray(1));
};

function respond(response: Asked['response'], content: Buffer, start: number, tag: string | undefined): void {
  const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
  const length = { 'content-length': content.length - start };
  response.writeHead(start === 0 ? 200 : 206, { ...(tag !== undefined && { etag: tag }), ...length, ...range });
}
