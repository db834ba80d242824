import type { StreamStatus } from '@dubbing/contracts';

export type StreamState = StreamStatus['state'];

/** What can happen to a stream, seen from the service. */
export type StreamEvent =
  'worker-starting' | 'worker-live' | 'worker-waiting' | 'too-many-crashes' | 'end-requested' | 'ended' | 'failed';

const RUNNING: Partial<Record<StreamEvent, StreamState>> = {
  'worker-starting': 'starting',
  'worker-live': 'live',
  'worker-waiting': 'waiting-for-source',
  'too-many-crashes': 'degraded',
  'end-requested': 'ending',
  ended: 'ended',
  failed: 'failed',
};

const TRANSITIONS: Record<StreamState, Partial<Record<StreamEvent, StreamState>>> = {
  starting: RUNNING,
  live: RUNNING,
  'waiting-for-source': RUNNING,
  // A degraded stream is still being restarted; only steady air takes the word away.
  degraded: { ...RUNNING, 'worker-starting': 'degraded', 'worker-waiting': 'degraded' },
  ending: { ended: 'ended', failed: 'failed' },
  ended: {},
  failed: {},
};

/** The state after an event; an event that means nothing in a state leaves it as it is. */
export function nextState(state: StreamState, event: StreamEvent): StreamState {
  return TRANSITIONS[state][event] ?? state;
}

export function isOver(state: StreamState): boolean {
  return state === 'ended' || state === 'failed';
}
