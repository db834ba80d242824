import { expect } from 'chai';
import { SpeechGate } from '../../../src/asr/speech-gate.js';
import { rejection } from '../../support/rejection.js';

const frameSamples = 4;
const never = new AbortController().signal;

/** A gate whose model answers with these probabilities, and how many frames it was asked for. */
function gateOf(probabilities: number[]): { gate: SpeechGate; pcm: Buffer; asked: () => number } {
  let at = 0;
  const listen = () => ({ frameSamples, probability: () => Promise.resolve(probabilities[at++] ?? 0) });
  return { gate: new SpeechGate(listen), pcm: Buffer.alloc(probabilities.length * frameSamples * 2), asked: () => at };
}

describe('SpeechGate', () => {
  it('lets five frames of speech in a row pass, and looks no further', async () => {
    const { gate, pcm, asked } = gateOf([0, 0.9, 0.8, 0.5, 0.9, 0.7, 0.9, 0.9]);
    expect(await gate.hasSpeech(pcm, never)).to.equal(true);
    expect(asked()).to.equal(6);
  });

  it('keeps out what looks like speech now and then', async () => {
    const { gate, pcm, asked } = gateOf([0.9, 0.9, 0.9, 0.9, 0.4, 0.9, 0.9, 0.9, 0.9]);
    expect(await gate.hasSpeech(pcm, never)).to.equal(false);
    expect(asked()).to.equal(9);
  });

  it('has nothing to say about no sound', async () => {
    const { gate, pcm } = gateOf([]);
    expect(await gate.hasSpeech(pcm, never)).to.equal(false);
  });

  it('stops when the caller gives up', async () => {
    const { gate, pcm, asked } = gateOf([0, 0]);
    expect(await rejection(gate.hasSpeech(pcm, AbortSignal.abort()))).to.include({ code: 'ABORTED' });
    expect(asked()).to.equal(0);
  });
});
