import { mostTargetLanguages } from '@dubbing/contracts';
import { Decoder as AnyDecoder } from 'socket.io-parser';

/**
 * Socket.IO as usual, for messages with as many binary attachments as a reply may have: the sound of every target language. By itself it
 * takes ten, and breaks the connection at the eleventh.
 */
export class Decoder extends AnyDecoder {
  constructor() {
    super({ maxAttachments: mostTargetLanguages });
  }
}

export { Encoder } from 'socket.io-parser';
