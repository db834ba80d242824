import { STS_EVENTS, type StsEventName } from '../events.js';
import type { ProtocolFeature } from '../features.js';
import type { MessageClass } from '../rules/shape.js';
import { Backpressure } from '../v1/backpressure.js';
import { ErrorMessage } from '../v1/error-message.js';
import { FragmentAck } from '../v1/fragment-ack.js';
import { FragmentData } from '../v1/fragment-data.js';
import { FragmentPartial } from '../v1/fragment-partial.js';
import { FragmentProcessed } from '../v1/fragment-processed.js';
import { StreamComplete } from '../v1/stream-complete.js';
import { StreamEnd } from '../v1/stream-end.js';
import { StreamInit } from '../v1/stream-init.js';
import { StreamPause } from '../v1/stream-pause.js';
import { StreamReady } from '../v1/stream-ready.js';
import { StreamResume } from '../v1/stream-resume.js';

/** An event of the socket: who sends which message, and when. */
export interface SocketMessage {
  readonly event: StsEventName;
  readonly message: MessageClass;
  readonly from: 'client' | 'server';
  readonly summary: string;
  /** What comes before it and what after it. */
  readonly order: string;
  /** The events that may answer it, besides `error`. */
  readonly answers?: readonly StsEventName[];
  readonly feature?: ProtocolFeature;
}

/** Every event of the protocol, in the order of a session. */
export const socketMessages: readonly SocketMessage[] = [
  {
    event: STS_EVENTS.init,
    message: StreamInit,
    from: 'client',
    summary: 'Opens a session, or resumes one.',
    order:
      'The first message on a connection. It is answered by `stream:ready`, or by an `error` without `fragmentId`, after which it may be sent again.',
    answers: [STS_EVENTS.ready],
  },
  {
    event: STS_EVENTS.ready,
    message: StreamReady,
    from: 'server',
    summary: 'The session is open: its version, features, engines and limits.',
    order: 'Once for every `stream:init` that is not refused, and before any other event of the session.',
  },
  {
    event: STS_EVENTS.fragmentData,
    message: FragmentData,
    from: 'client',
    summary: 'One stretch of speech, with its place on the programme.',
    order:
      'After `stream:ready`, with a higher `sequence` than the one before; numbers may be left out. It is answered by `fragment:ack` and later by exactly one `fragment:processed`, or by an `error` with its `fragmentId`. One that is sent again is not worked on twice.',
    answers: [STS_EVENTS.fragmentAck, STS_EVENTS.fragmentPartial, STS_EVENTS.fragmentProcessed],
  },
  {
    event: STS_EVENTS.fragmentAck,
    message: FragmentAck,
    from: 'server',
    summary: 'The fragment is accepted, and will be answered.',
    order:
      'Before anything else of its fragment. Acks and refusals come in the order in which the fragments were sent.',
  },
  {
    event: STS_EVENTS.fragmentPartial,
    message: FragmentPartial,
    from: 'server',
    summary: 'What has been recognised of a fragment before its answer.',
    order:
      'Between the `fragment:ack` and the `fragment:processed` of its fragment, `revision` counting up; in no order with those of other fragments.',
    feature: 'partials',
  },
  {
    event: STS_EVENTS.fragmentProcessed,
    message: FragmentProcessed,
    from: 'server',
    summary: 'The answer to a fragment: what was said, and its dub in every target language.',
    order:
      'Exactly one for every accepted fragment, strictly in the order of `sequence`. Only where a fragment is sent again, its answer may come again out of order.',
  },
  {
    event: STS_EVENTS.pause,
    message: StreamPause,
    from: 'client',
    summary: 'No fragments for a while; the session and its engines stay.',
    order:
      'At any time in a session, twice too. Nothing answers it; fragments under way are answered, new ones are refused.',
  },
  {
    event: STS_EVENTS.resume,
    message: StreamResume,
    from: 'client',
    summary: 'Fragments come again.',
    order: 'At any time in a session, twice too. Nothing answers it.',
  },
  {
    event: STS_EVENTS.end,
    message: StreamEnd,
    from: 'client',
    summary: 'No more fragments; those under way are still answered.',
    order:
      'Once in a session; a second one does nothing. New fragments are refused from then on. It is answered by `stream:complete`, once all accepted fragments are answered.',
    answers: [STS_EVENTS.complete],
  },
  {
    event: STS_EVENTS.complete,
    message: StreamComplete,
    from: 'server',
    summary: 'Everything is answered, the session is over.',
    order:
      'The last event of a session, after the `fragment:processed` of every accepted fragment. It comes without `stream:end` where the server ends the session.',
  },
  {
    event: STS_EVENTS.backpressure,
    message: Backpressure,
    from: 'server',
    summary: 'How much the server can take at present.',
    order:
      'At any time in a session, when its level changes; right behind `stream:ready` of a resumed session whose level is not `none`; and right before an `IN_FLIGHT_LIMIT`.',
  },
  {
    event: STS_EVENTS.error,
    message: ErrorMessage,
    from: 'server',
    summary: 'A message was refused, or the session cannot go on.',
    order: 'At any time. With `fragmentId` it stands in the place of that fragment’s `fragment:ack` and answer.',
  },
];
