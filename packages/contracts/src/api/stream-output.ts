import { IsOutputLanguage } from '../rules/text.js';
import { IsUrlOf, outputSchemes } from '../rules/url.js';

/** One published programme of a stream. */
export class StreamOutput {
  /** A target language, or `original`. */
  @IsOutputLanguage()
  language!: string;

  /** Where it goes. */
  @IsUrlOf(outputSchemes)
  url!: string;
}
