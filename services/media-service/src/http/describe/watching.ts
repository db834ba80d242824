import { errorResponse, type ParameterDescription, type RouteDescription } from '@dubbing/contracts/schema';
import { answer, bytes, streamId, text } from './parts.js';

const tags = ['watching'];

const fileOf = (description: string): ParameterDescription => ({
  name: 'file',
  in: 'path',
  description,
  schema: { type: 'string' },
});

/** What players ask for. */
export const watchingRouteDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/hls/{id}/{file}',
    summary: 'Play a stream',
    description:
      'HLS: `master.m3u8` names the playlists of the picture, the original, the dubs and the captions. Any page may play them. Playlists are fresh, everything ' +
      'else may be kept: no name is used twice.',
    tags,
    parameters: [streamId, fileOf('A path in the folder of the stream, with slashes, such as `video/index.m3u8`.')],
    responses: {
      200: {
        description: 'The file; a part of it where a range is asked for, with 206.',
        content: {
          'application/vnd.apple.mpegurl': text,
          'video/mp4': bytes,
          'audio/mp4': bytes,
          'video/iso.segment': bytes,
          'audio/iso.segment': bytes,
          'text/vtt': text,
        },
      },
      404: errorResponse(
        'There is no such stream, or no such file; `retryable` where the first segments are still to come.',
      ),
    },
  },
  {
    method: 'get',
    path: '/watch/{id}',
    summary: 'The player page of a stream',
    description: 'It waits where the stream is not there yet. Nothing is loaded from elsewhere.',
    tags,
    parameters: [streamId],
    responses: { 200: answer('The page.', 'text/html', text), 404: errorResponse('No stream can be called that.') },
  },
  {
    method: 'get',
    path: '/watch/assets/hls.js',
    summary: 'The player',
    tags,
    responses: { 200: answer('hls.js, as it is published.', 'text/javascript', text) },
  },
  {
    method: 'get',
    path: '/watch/assets/{file}',
    summary: 'What the player page is made of',
    tags,
    parameters: [fileOf('`watch.js` or `watch.css`.')],
    responses: {
      200: { description: 'The file.', content: { 'text/javascript': text, 'text/css': text } },
      404: errorResponse('There is no such file.'),
    },
  },
];
