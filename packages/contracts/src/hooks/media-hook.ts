import { IsOptional } from 'class-validator';
import { IsMediaPath, IsText } from '../rules/text.js';

/** Body of the hooks that a media server calls when a path becomes ready or stops being so. */
export class MediaHook {
  /** Such as `live/evening-news`. */
  @IsMediaPath()
  path!: string;

  /** The query of the publisher's URL, without the question mark. */
  @IsOptional()
  @IsText(4096)
  query?: string;

  /** What publishes, such as `rtmpConn`. */
  @IsOptional()
  @IsText(128)
  sourceType?: string;

  /** The name of what publishes, as the media server knows it. */
  @IsOptional()
  @IsText(128)
  sourceId?: string;
}
