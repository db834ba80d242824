/** Names of the Socket.IO events between media-service and sts-service. */
export const STS_EVENTS = {
  init: 'stream:init',
  ready: 'stream:ready',
  fragmentData: 'fragment:data',
  fragmentAck: 'fragment:ack',
  fragmentPartial: 'fragment:partial',
  fragmentProcessed: 'fragment:processed',
  pause: 'stream:pause',
  resume: 'stream:resume',
  end: 'stream:end',
  complete: 'stream:complete',
  backpressure: 'backpressure',
  error: 'error',
} as const;

export type StsEventName = (typeof STS_EVENTS)[keyof typeof STS_EVENTS];

/** The path of the Socket.IO endpoint. WebSocket transport only. */
export const STS_SOCKET_PATH = '/sts/socket.io';

/** The one-shot twin of a session: one clip in, its dubs out. */
export const ONE_SHOT_PATH = '/api/v1/sts/process';
