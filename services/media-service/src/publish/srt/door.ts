import { DubbingError, sleep } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import type { Pipeline } from '../../gst/pipeline.js';
import { quoteLaunchValue } from '../../gst/quote.js';
import type { Door } from '../door.js';
import { probeFreePort, probeSrtListener } from './probe.js';
import type { SrtAddress } from './url.js';

/**
 * When the state of a new connection is looked at; libsrt itself gives up after three seconds. Few times: the addon loses two
 * kilobytes at each look.
 */
const LOOKS_MS = [60, 200, 500, 1000, 2000];
/** The same where the last attempt was not let in: it may go on so for days, and to be let in a little later is no loss then. */
const PATIENT_LOOKS_MS = [3700];
/** A receiver holds what it got for the latency; a little more for the last acknowledgement. */
const DRAIN_MARGIN_MS = 100;
/** A latency beyond this is not waited for: the stream has to end some time. */
const MAX_DRAIN_MS = 10_000;

/** What an output knows of its earlier attempts. */
export interface SrtPast {
  /** The listener answered and let nobody in. */
  wasKeptOut: boolean;
}

/**
 * @param past one for all attempts of an output
 * @throws DubbingError OUTPUT_FAILED from `prepare` and `open`
 */
export function srtDoor(address: SrtAddress, past: SrtPast): Door {
  return {
    launch: `srtsink name=sink sync=false wait-for-connection=false auto-reconnect=false uri=${quoteLaunchValue(address.uri)}`,
    prepare: async (signal) => {
      let why: string | undefined;
      if (address.mode === 'caller') why = await probeSrtListener(address.host, address.port, signal);
      if (address.mode === 'listener') why = await probeFreePort(address.host, address.port);
      if (why !== undefined) throw failed(why);
    },
    open: (pipeline, signal) => open(pipeline, address, past, signal),
    drained,
  };
}

async function open(pipeline: Pipeline, { mode }: SrtAddress, past: SrtPast, signal: AbortSignal): Promise<void> {
  pipeline.play();
  // A listener is there whether anybody listens to it or not.
  if (mode === 'listener') return;
  const broken = pipeline.ended.then((end) => {
    throw end.kind === 'error' ? end.error : failed('the connection ended');
  });
  broken.catch(() => undefined);
  const looksMs = past.wasKeptOut ? PATIENT_LOOKS_MS : LOOKS_MS;
  past.wasKeptOut = false;
  for (const ms of looksMs) {
    await Promise.race([sleep(ms, signal), broken]);
    if (statistics(pipeline).includes('packets-sent=')) return;
  }
  past.wasKeptOut = true;
  throw failed('the listener lets nobody in: the passphrase or the stream id may be wrong');
}

/** SRT throws away at its close what the receiver has not played yet: its latency's worth. */
async function drained(pipeline: Pipeline): Promise<void> {
  const text = statistics(pipeline);
  const latencyMs = Math.max(0, ...numbers(text, 'negotiated-latency-ms'));
  const roundTripMs = Math.max(0, ...numbers(text, 'rtt-ms'));
  const isHeard = text.includes('packets-sent=');
  if (isHeard) await sleep(Math.min(MAX_DRAIN_MS, latencyMs + 2 * roundTripMs + DRAIN_MARGIN_MS));
}

function statistics(pipeline: Pipeline): string {
  // The statistics of a listener's callers are text within text.
  return pipeline.read('sink', 'stats').replaceAll('\\', '');
}

function numbers(text: string, name: string): number[] {
  return [...text.matchAll(new RegExp(`\\b${name}=\\([a-z0-9]+\\)([0-9.]+)`, 'g'))].map((match) => Number(match[1]));
}

function failed(why: string): DubbingError {
  return new DubbingError(errorCodes.OUTPUT_FAILED, why, { retryable: true });
}
