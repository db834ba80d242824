import { IsOptional } from 'class-validator';
import { IsText } from '../rules/text.js';

/**
 * What MediaMTX asks with `authMethod: http` before somebody may do something, in the form that it has had since 1.9. What is not
 * known is an empty text or null. The rules are wide, since a question that is not understood would be a refusal.
 */
export class MediaAuth {
  /** `publish`, `read`, `playback`, `api`, `metrics` or `pprof`. */
  @IsText(64, 1)
  action!: string;

  /** Such as `live/evening-news/in`; empty where the action is about no path. */
  @IsOptional()
  @IsText(2048)
  path?: string;

  /** The name that came with the request; publishers may bring any. */
  @IsOptional()
  @IsText(1024)
  user?: string;

  /** The password, or publish key, that came with it. */
  @IsOptional()
  @IsText(4096)
  password?: string;

  /** What came as a bearer token. */
  @IsOptional()
  @IsText(16384)
  token?: string;

  /** Address of whoever wants it. */
  @IsOptional()
  @IsText(128)
  ip?: string;

  /** Such as `rtmp`, `srt`, `rtsp`, `hls` or `webrtc`; empty for the control API. */
  @IsOptional()
  @IsText(64)
  protocol?: string;

  /** Name of the connection or session, as the media server knows it. */
  @IsOptional()
  @IsText(128)
  id?: string;

  /** The query of the URL, without the question mark. */
  @IsOptional()
  @IsText(16384)
  query?: string;

  /** Of whoever wants it, where the media server tells it. */
  @IsOptional()
  @IsText(2048)
  userAgent?: string;
}
