import { io, type Socket } from 'socket.io-client';
import { Decoder, Encoder } from 'socket.io-parser';
import { mostAttachments, socketPath } from '../wire.js';

/** Takes the attachments of sixteen languages (2.4). */
class RoomyDecoder extends Decoder {
  constructor() {
    super({ maxAttachments: mostAttachments });
  }
}

/** A connection that is made again with a growing delay whenever it is lost. */
export function connect(url: string): Socket {
  return io(url, {
    path: socketPath,
    transports: ['websocket'],
    parser: { Encoder, Decoder: RoomyDecoder },
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 5000,
  });
}
