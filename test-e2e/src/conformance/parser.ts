import { mostTargetLanguages } from '@dubbing/contracts';
import { Decoder as AnyDecoder } from 'socket.io-parser';

/** Socket.IO as usual, for answers with the sound of every target language: by itself it takes ten attachments. */
export class Decoder extends AnyDecoder {
  constructor() {
    super({ maxAttachments: mostTargetLanguages });
  }
}

export { Encoder } from 'socket.io-parser';
