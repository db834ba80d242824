/**
 * Every error code that media-service raises, besides those of the packages it uses. docs/errors.md explains each;
 * a test holds the two together. Codes are added at the end and never reused for another meaning.
 */
export const errorCodes = {
  /** No stream of that name is known. */
  STREAM_UNKNOWN: 'STREAM_UNKNOWN',
  /** A stream of that name is already running. */
  STREAM_EXISTS: 'STREAM_EXISTS',
  /** The request names no route of this service. */
  ROUTE_UNKNOWN: 'ROUTE_UNKNOWN',
  /** The request's body is not JSON. */
  BODY_INVALID: 'BODY_INVALID',
  /** A field of the request, or an argument of the command line, has a value that cannot be used. */
  ARGUMENT_INVALID: 'ARGUMENT_INVALID',
  /** The service runs as many streams as it is allowed to. */
  STREAM_LIMIT: 'STREAM_LIMIT',
  /** The service is shutting down and takes nothing new. */
  SHUTTING_DOWN: 'SHUTTING_DOWN',
  /** A port that the service was told to listen on is taken. */
  PORT_IN_USE: 'PORT_IN_USE',
  /** The embedded media server ended or could not start. */
  MEDIA_SERVER_FAILED: 'MEDIA_SERVER_FAILED',
  /** A stream's worker process ended without being asked to. */
  WORKER_CRASHED: 'WORKER_CRASHED',
  /** A stream's worker process did not answer in time. */
  WORKER_UNRESPONSIVE: 'WORKER_UNRESPONSIVE',
  /** A segment or playlist could not be written. */
  HLS_WRITE_FAILED: 'HLS_WRITE_FAILED',
  /** The GStreamer addon or its libraries cannot be loaded. */
  GSTREAMER_MISSING: 'GSTREAMER_MISSING',
  /** A GStreamer element is not installed; the message names the Debian package. */
  GSTREAMER_ELEMENT_MISSING: 'GSTREAMER_ELEMENT_MISSING',
  /** A pipeline's description is wrong: a fault of this service. */
  PIPELINE_INVALID: 'PIPELINE_INVALID',
  /** An element of a running pipeline reported a fault. */
  PIPELINE_FAILED: 'PIPELINE_FAILED',
  /** Bytes between JavaScript and GStreamer are not GDP 1.0. */
  GDP_INVALID: 'GDP_INVALID',
  /** H.264 parameter sets, or the record that holds them, cannot be read. */
  H264_INVALID: 'H264_INVALID',
  /** The input's URL is of no kind that this service reads. */
  INPUT_URL_INVALID: 'INPUT_URL_INVALID',
  /** The input cannot be opened. */
  INPUT_UNREACHABLE: 'INPUT_UNREACHABLE',
  /** The input opened and is not media that GStreamer recognises. */
  INPUT_NOT_MEDIA: 'INPUT_NOT_MEDIA',
  /** The input has no audio track. */
  INPUT_NO_AUDIO: 'INPUT_NO_AUDIO',
  /** The input's audio codec has no decoder here. */
  INPUT_AUDIO_UNSUPPORTED: 'INPUT_AUDIO_UNSUPPORTED',
  /** The input's video is neither H.264 nor H.265. */
  INPUT_VIDEO_UNSUPPORTED: 'INPUT_VIDEO_UNSUPPORTED',
  /** The input does not have the audio track that was asked for. */
  INPUT_TRACK_MISSING: 'INPUT_TRACK_MISSING',
  /** The input broke off in the middle. */
  INPUT_FAILED: 'INPUT_FAILED',
  /** The output's URL is of no kind that this service writes. */
  OUTPUT_URL_INVALID: 'OUTPUT_URL_INVALID',
  /** An output's connection or file failed; it is tried again. */
  OUTPUT_FAILED: 'OUTPUT_FAILED',
  /** There is a server, and it does not take the output: its name, its key or its rights. */
  OUTPUT_REFUSED: 'OUTPUT_REFUSED',
  /** The output's container has no place for the input's picture. */
  OUTPUT_CODEC_UNSUPPORTED: 'OUTPUT_CODEC_UNSUPPORTED',
  /** The AAC encoder failed. */
  ENCODER_FAILED: 'ENCODER_FAILED',
  /** The voice detector failed on a frame. */
  VAD_FAILED: 'VAD_FAILED',
  /** Speech-to-speech cannot be reached, or the connection broke. */
  STS_UNAVAILABLE: 'STS_UNAVAILABLE',
  /** Speech-to-speech sent something that the contract does not allow. */
  STS_MALFORMED: 'STS_MALFORMED',
  /** Speech-to-speech did not answer the opening of the stream. */
  STS_NO_READY: 'STS_NO_READY',
  /** A dub came back in a form that cannot be placed. */
  DUB_AUDIO_INVALID: 'DUB_AUDIO_INVALID',
  /** Speech was found, but none of it could be dubbed. */
  DUB_SILENT: 'DUB_SILENT',
  /** A line of the as-run record could not be written. */
  AS_RUN_WRITE_FAILED: 'AS_RUN_WRITE_FAILED',
  /** H.265 parameter sets, or the record that holds them, cannot be read. */
  H265_INVALID: 'H265_INVALID',
  /** The NAL units of a picture cannot be told apart. */
  NAL_INVALID: 'NAL_INVALID',
  /** What is to take the voice out of the bed is no model that can. */
  SEPARATION_MODEL_INVALID: 'SEPARATION_MODEL_INVALID',
  /** The model that takes the voice out failed; ducking stands in. */
  SEPARATION_FAILED: 'SEPARATION_FAILED',
  /** A hook, or a question of the media server, came without the secret by which it is believed, or with another. */
  HOOK_UNAUTHORIZED: 'HOOK_UNAUTHORIZED',
  /** Whoever wants to publish or read at the media server may not. */
  ACCESS_REFUSED: 'ACCESS_REFUSED',
  /** MediaMTX's control API does not answer. */
  MEDIAMTX_UNREACHABLE: 'MEDIAMTX_UNREACHABLE',
  /** MediaMTX does not let the service use its control API. */
  MEDIAMTX_REFUSED: 'MEDIAMTX_REFUSED',
  /** What answers is not the control API of MediaMTX as it is known here. */
  MEDIAMTX_ANSWER_INVALID: 'MEDIAMTX_ANSWER_INVALID',
} as const;
