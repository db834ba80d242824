import type { ErrorInfo, FragmentData, FragmentName, FragmentPartial, FragmentProcessed } from '../wire.js';

/** A fragment from its first sending until its answer, and what has been heard of it. */
export class Tracked {
  /** Since it was sent last. */
  isAcked = false;
  isSentAgain = false;
  answer: FragmentProcessed | undefined;
  refusal: ErrorInfo | undefined;
  partials: FragmentPartial[] = [];

  constructor(readonly fragment: FragmentData) {}

  get isDone(): boolean {
    return this.answer !== undefined || this.refusal !== undefined;
  }

  /** It is sent again: to the same session, which goes on where it was, or to a new one. */
  again(isSameSession: boolean): void {
    this.isSentAgain = isSameSession;
    if (isSameSession) return;
    this.isAcked = false;
    this.partials = [];
  }

  /** What is wrong with a partial that comes now (11). */
  take(partial: FragmentPartial): string | undefined {
    const last = this.partials.at(-1);
    this.partials.push(partial);
    if (!this.isAcked) return 'a partial before its ack';
    if (this.answer !== undefined) return 'a partial behind the answer';
    if (last?.isFinal === true) return 'a partial behind the final one';
    return last !== undefined && partial.revision <= last.revision ? `revision ${partial.revision}` : undefined;
  }

  /** What is wrong between the final partial and the answer. */
  faultOfFinal(answer: FragmentProcessed): string | undefined {
    const final = this.partials.find(({ isFinal }) => isFinal);
    if (final === undefined || answer.status !== 'ok') return undefined;
    return final.transcript.text === answer.transcript?.text ? undefined : 'another text than the final partial';
  }
}

/** How a fault names its fragment. */
export function nameOf({ fragmentId, sequence }: FragmentName): string {
  return `fragment ${fragmentId} (${sequence})`;
}
