import { Deferred, DubbingError, nsToSamples, samplesToNs } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { Pipeline, pulledSink, type PushPort } from '../gst/pipeline.js';
import { aacLcConfig } from '../media/aac-config.js';
import {
  AAC_FRAME_SAMPLES,
  PCM_FRAME_BYTES,
  PROGRAMME_FORMAT,
  type AudioBlock,
  type AudioUnit,
} from '../media/units.js';
import { untilStuck } from '../media/until-stuck.js';

export interface AacEncoderOptions {
  /** Bits per second. Default 128000. */
  readonly bitrateBps?: number;
  /** Whether sound is pushed as fast as it is taken rather than at its own pace: then what comes out is not let rest. */
  readonly isUnpaced?: boolean;
  readonly onUnit: (unit: AudioUnit) => void;
  readonly onError: (error: DubbingError) => void;
}

const { sampleRateHz, channels } = PROGRAMME_FORMAT;
/**
 * Samples that avenc_aac puts before the first one it is given. Measured: a click goes in, the AAC is decoded by
 * avdec_aac, and the click comes out this many samples later (test/integration/encode/aac-encoder.spec.ts holds it).
 */
const PRIMING_SAMPLES = 1024;
const FRAME_NS = samplesToNs(AAC_FRAME_SAMPLES, sampleRateHz);
/** Below this a step of the PTS is rounding, not a hole. */
const STEP_NS = 1_000_000n;
const MAX_FILL_NS = 10_000_000_000n;
/** More than any encoder looks ahead, so that it gives out everything that it was really given. */
const FLUSH_SAMPLES = 4 * AAC_FRAME_SAMPLES;
/** An encoder that gives nothing for this long will not give any more. As long as it does it is waited for, however busy the machine is. */
const STUCK_MS = 5000;
/** Sound in the encoder that nobody has to wait for: what is on its way is no backlog. */
const CAUGHT_UP_MS = 1000;
/** Blocks of this length go in; most of a block's frames come out at once. */
const REST_MS = 100;

/** From here on, sample `sample` of what went into the encoder is heard at `ptsNs`. */
interface Anchor {
  readonly sample: number;
  readonly ptsNs: bigint;
}

/**
 * Programme sound to AAC-LC, once per language: the same units feed HLS and every push output.
 * Times are those of the blocks, less the encoder's priming, so that the decoded sound is where the PCM was.
 */
export class AacEncoder {
  readonly audioSpecificConfig = aacLcConfig(sampleRateHz, channels);
  readonly #options: AacEncoderOptions;
  readonly #pipeline: Pipeline;
  readonly #pcm: PushPort;
  readonly #pulled: Promise<void>;
  readonly #flushed = new Deferred<void>();
  #anchors: Anchor[] = [];
  #samplesIn = 0;
  #framesOut = 0;
  #lastFrame = Number.POSITIVE_INFINITY;
  #closing: Promise<void> | undefined;
  #caughtUp: Deferred<void> | undefined;

  /** @throws DubbingError where GStreamer or its AAC encoder is missing. */
  constructor(options: AacEncoderOptions) {
    this.#options = options;
    this.#pipeline = new Pipeline(
      `appsrc name=pcm format=time max-bytes=0 caps="audio/x-raw,format=S16LE,rate=${sampleRateHz},channels=${channels},layout=interleaved" ! ` +
        // The default search (two-loop) takes three times the CPU for a gain that 128 kbit/s of speech does not show.
        // Its noise shaping now and then shapes a frame of a voice wrongly: on 160 s of speech over music 36 errors stood
        // 18 dB and more out of their surroundings, the loudest at -35 dBFS; without it 5, the loudest at -58 dBFS.
        `audioconvert ! avenc_aac aac-coder=fast aac-tns=false bitrate=${options.bitrateBps ?? 128_000} ! audio/mpeg,mpegversion=4,stream-format=raw ! ` +
        `gdppay crc-header=false ! ${pulledSink('aac')}`,
    );
    this.#pipeline.play();
    this.#pcm = this.#pipeline.source('pcm');
    this.#pulled = this.#pipeline.pull(
      'aac',
      (packets) => {
        for (const packet of packets) if (packet.kind === 'buffer') this.#onFrame(packet.payload);
      },
      options.isUnpaced === true ? 0 : REST_MS,
    );
    void this.#pipeline.ended.then((end) => {
      this.#flushed.resolve();
      this.#caughtUp?.resolve();
      if (end.kind !== 'error') return;
      options.onError(
        new DubbingError(errorCodes.ENCODER_FAILED, `the AAC encoder failed: ${end.error.message}`, {
          retryable: true,
          cause: end.error,
        }),
      );
    });
  }

  /** How much sound was pushed and has not come out yet, in milliseconds. */
  get backlogMs(): number {
    return ((this.#samplesIn - this.#framesOut * AAC_FRAME_SAMPLES) * 1000) / sampleRateHz;
  }

  /** Resolves when there is no backlog to speak of, or nothing more comes out at all. */
  caughtUp(): Promise<void> {
    if (this.backlogMs <= CAUGHT_UP_MS || this.#flushed.settled) return Promise.resolve();
    this.#caughtUp ??= new Deferred();
    return this.#caughtUp.promise;
  }

  push(block: AudioBlock): void {
    if (this.#closing !== undefined) return;
    const pcm = this.#follow(block);
    if (pcm.length > 0) this.#feed(pcm);
  }

  /** Gives out what was pushed, then stops. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#lastFrame = Math.ceil((this.#samplesIn + PRIMING_SAMPLES) / AAC_FRAME_SAMPLES);
    if (this.#framesOut < this.#lastFrame && this.#samplesIn > 0) {
      this.#feed(Buffer.alloc(FLUSH_SAMPLES * PCM_FRAME_BYTES));
      await untilStuck(this.#flushed.promise, () => this.#framesOut, STUCK_MS);
    }
    this.#pipeline.stop();
    await this.#pulled;
  }

  #feed(pcm: Buffer): void {
    this.#pcm.push(pcm, samplesToNs(this.#samplesIn, sampleRateHz));
    this.#samplesIn += pcm.length / PCM_FRAME_BYTES;
  }

  /** Keeps the encoder's input contiguous: fills small holes, drops overlaps, and starts a new anchor after a long hole. */
  #follow(block: AudioBlock): Buffer {
    const expected = this.#timeOf(this.#samplesIn);
    const stepNs = expected === undefined ? 0n : block.ptsNs - expected;
    if (expected === undefined || stepNs > MAX_FILL_NS) {
      this.#anchors.push({ sample: this.#samplesIn, ptsNs: block.ptsNs });
      return block.pcm;
    }
    if (stepNs > -STEP_NS && stepNs < STEP_NS) return block.pcm;
    if (stepNs < 0n) return block.pcm.subarray(nsToSamples(-stepNs, sampleRateHz) * PCM_FRAME_BYTES);
    this.#feed(Buffer.alloc(nsToSamples(stepNs, sampleRateHz) * PCM_FRAME_BYTES));
    return block.pcm;
  }

  #timeOf(sample: number): bigint | undefined {
    const anchor = this.#anchors.findLast((each) => each.sample <= sample) ?? this.#anchors[0];
    return anchor === undefined ? undefined : anchor.ptsNs + samplesToNs(sample - anchor.sample, sampleRateHz);
  }

  #onFrame(data: Buffer): void {
    const frame = this.#framesOut;
    this.#framesOut += 1;
    if (this.#caughtUp !== undefined && this.backlogMs <= CAUGHT_UP_MS) {
      this.#caughtUp.resolve();
      this.#caughtUp = undefined;
    }
    if (frame < this.#lastFrame) {
      const sample = frame * AAC_FRAME_SAMPLES - PRIMING_SAMPLES;
      const ptsNs = this.#timeOf(sample);
      if (ptsNs !== undefined) this.#options.onUnit({ ptsNs, durationNs: FRAME_NS, data });
      while ((this.#anchors[1]?.sample ?? Number.POSITIVE_INFINITY) <= sample) this.#anchors.shift();
    }
    if (this.#framesOut >= this.#lastFrame) this.#flushed.resolve();
  }
}
