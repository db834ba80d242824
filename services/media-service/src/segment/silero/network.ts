import type { Tensor, TensorsOfGraph } from '../../onnx/tensors.js';
import { COLUMN_STEP, createDenseKernel, ROW_STEP, type DenseKernel } from '../dense-kernel.js';

/** Samples that one step takes in: 64 of the frame before and 512 of its own, at 16 kHz, from −1 to 1. */
export const INPUT_SAMPLES = 576;

const WINDOW = 256;
const HOP = 128;
/** The end is mirrored, so that the spectra reach up to it. */
const PADDING = 64;
const BINS = 129;
/** Bins with zeros behind them, up to whole steps of the kernel. */
const BIN_STRIDE = roundUp(BINS, COLUMN_STEP);
/** Real and imaginary parts. */
const SPECTRUM_STRIDE = roundUp(2 * BINS, ROW_STEP);
const SPECTRA = 4;
const HIDDEN = 128;
const NARROW = 64;
const KERNEL = 3;
const GATES = 4 * HIDDEN;

/** A layer's weights and where they are, in floats. */
interface Layer {
  readonly rows: number;
  readonly columns: number;
  readonly weights: number;
  readonly bias: number;
}

/**
 * Silero VAD (v5 and v6, the branch for 16 kHz), computed from the tensors of its ONNX file: windowed spectra, four
 * convolutions in time, one LSTM cell, one output. A runtime that can run any model takes 40 MB of memory in every
 * worker and three times the processor time for this one.
 *
 * All that is computed lies time step by time step, with a row of zeros where a convolution pads; so the three steps
 * that a convolution sees lie one behind the other and are one input of a dense layer.
 */
export class SileroNetwork {
  readonly #kernel: DenseKernel;
  readonly #memory: Float32Array;
  readonly #stft: Layer;
  readonly #convolutions: readonly [Layer, Layer, Layer, Layer];
  readonly #cell: Layer;
  readonly #output: Tensor;
  readonly #outputBias: number;
  readonly #at: Readonly<
    Record<'samples' | 'spectra' | 'magnitudes' | 'first' | 'second' | 'third' | 'cell' | 'gates', number>
  >;
  /** What the LSTM cell remembers, apart from its output, which is its input again. */
  readonly #state = new Float32Array(HIDDEN);

  /** @throws TypeError when the tensors are not those of this network */
  constructor(graphs: readonly TensorsOfGraph[]) {
    const basisName = 'stft.forward_basis_buffer';
    const tensors = graphs.find((graph) => graph.get(basisName)?.shape[2] === WINDOW);
    const named = (name: string, ...shape: number[]): Tensor => {
      const tensor = tensors?.get(name);
      if (tensor?.shape.join() !== shape.join())
        throw new TypeError(`The model has no ${name} of ${shape.join(' × ')}`);
      return tensor;
    };
    const parts: { at: number; data: Float32Array }[] = [];
    let floats = 0;
    const room = (length: number): number => {
      const at = floats;
      floats += roundUp(length, COLUMN_STEP);
      return at;
    };
    const place = (data: Float32Array): number => {
      const at = room(data.length);
      parts.push({ at, data });
      return at;
    };
    const layer = (weights: Float32Array, bias: Float32Array): Layer => ({
      rows: bias.length,
      columns: weights.length / bias.length,
      weights: place(weights),
      bias: place(bias),
    });
    const convolution = (index: number, outputs: number, inputs: number, taps: readonly number[]): Layer => {
      const name = `encoder.${index}.reparam_conv`;
      const weights = byTime(named(`${name}.weight`, outputs, inputs, KERNEL), taps);
      return layer(weights, named(`${name}.bias`, outputs).data);
    };

    const basis = named(basisName, 2 * BINS, 1, WINDOW);
    this.#stft = layer(resized(basis.data, SPECTRUM_STRIDE * WINDOW), new Float32Array(SPECTRUM_STRIDE));
    this.#convolutions = [
      convolution(0, HIDDEN, BINS, [0, 1, 2]),
      convolution(1, NARROW, HIDDEN, [0, 1, 2]),
      // From here on there is so little time left that the outer taps would only see the padding.
      convolution(2, NARROW, NARROW, [1, 2]),
      convolution(3, HIDDEN, NARROW, [1]),
    ];
    this.#cell = layer(
      sideBySide(named('decoder.rnn.weight_ih', GATES, HIDDEN), named('decoder.rnn.weight_hh', GATES, HIDDEN)),
      sumOf(named('decoder.rnn.bias_ih', GATES).data, named('decoder.rnn.bias_hh', GATES).data),
    );
    this.#output = named('decoder.decoder.2.weight', 1, HIDDEN, 1);
    this.#outputBias = named('decoder.decoder.2.bias', 1).data[0] ?? 0;
    this.#at = {
      samples: room(INPUT_SAMPLES + PADDING),
      spectra: room(2 * SPECTRUM_STRIDE),
      magnitudes: room((SPECTRA + 2) * BIN_STRIDE),
      first: room((SPECTRA + 2) * HIDDEN),
      second: room(2 * NARROW),
      third: room(NARROW),
      cell: room(2 * HIDDEN),
      gates: room(GATES),
    };
    this.#kernel = createDenseKernel(floats);
    this.#memory = this.#kernel.memory;
    for (const { at, data } of parts) this.#memory.set(data, at);
  }

  /** @param input `INPUT_SAMPLES` of them @returns the probability of speech in its last 512 samples */
  step(input: Float32Array): number {
    const at = this.#at;
    const [conv0, conv1, conv2, conv3] = this.#convolutions;
    this.#spectra(input);
    for (let time = 0; time < SPECTRA; time += 2) {
      const x = at.magnitudes + time * BIN_STRIDE;
      this.#runPair(conv0, x, BIN_STRIDE, at.first + (time + 1) * HIDDEN, HIDDEN);
    }
    this.#rectify(at.first + HIDDEN, SPECTRA * HIDDEN);
    this.#runPair(conv1, at.first, 2 * HIDDEN, at.second, NARROW);
    this.#rectify(at.second, 2 * NARROW);
    this.#run(conv2, at.second, at.third);
    this.#rectify(at.third, NARROW);
    this.#run(conv3, at.third, at.cell);
    this.#rectify(at.cell, HIDDEN);
    this.#run(this.#cell, at.cell, at.gates);
    return this.#remember();
  }

  /** Forgets everything that was heard. */
  reset(): void {
    this.#state.fill(0);
    this.#memory.fill(0, this.#at.cell, this.#at.cell + 2 * HIDDEN);
  }

  #spectra(input: Float32Array): void {
    const { samples, spectra, magnitudes } = this.#at;
    const memory = this.#memory;
    memory.set(input, samples);
    const last = samples + INPUT_SAMPLES - 1;
    for (let i = 1; i <= PADDING; i += 1) memory[last + i] = memory[last - i]!;
    for (let time = 0; time < SPECTRA; time += 2) {
      this.#runPair(this.#stft, samples + time * HOP, HOP, spectra, SPECTRUM_STRIDE);
      this.#magnitudes(spectra, magnitudes + (time + 1) * BIN_STRIDE);
      this.#magnitudes(spectra + SPECTRUM_STRIDE, magnitudes + (time + 2) * BIN_STRIDE);
    }
  }

  #magnitudes(spectrum: number, to: number): void {
    const memory = this.#memory;
    for (let bin = 0; bin < BINS; bin += 1) {
      const real = memory[spectrum + bin]!;
      const imaginary = memory[spectrum + BINS + bin]!;
      memory[to + bin] = Math.sqrt(real * real + imaginary * imaginary);
    }
  }

  /** The LSTM cell's gates (in the order of PyTorch: input, forget, cell, output) to its new state and output. */
  #remember(): number {
    const memory = this.#memory;
    const { cell, gates } = this.#at;
    let sum = this.#outputBias;
    for (let i = 0; i < HIDDEN; i += 1) {
      const gate = gates + i;
      const kept = sigmoid(memory[gate + HIDDEN]!) * this.#state[i]!;
      const state = kept + sigmoid(memory[gate]!) * Math.tanh(memory[gate + 2 * HIDDEN]!);
      const hidden = sigmoid(memory[gate + 3 * HIDDEN]!) * Math.tanh(state);
      this.#state[i] = state;
      memory[cell + HIDDEN + i] = hidden;
      if (hidden > 0) sum += hidden * this.#output.data[i]!;
    }
    return sigmoid(sum);
  }

  #rectify(from: number, length: number): void {
    const memory = this.#memory;
    for (let i = from; i < from + length; i += 1) if (memory[i]! < 0) memory[i] = 0;
  }

  #run({ weights, bias, rows, columns }: Layer, x: number, y: number): void {
    this.#kernel.dense(weights * 4, x * 4, bias * 4, y * 4, rows, columns);
  }

  #runPair({ weights, bias, rows, columns }: Layer, x: number, xStride: number, y: number, yStride: number): void {
    this.#kernel.densePair(weights * 4, x * 4, bias * 4, y * 4, rows, columns, xStride * 4, yStride * 4);
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** A convolution's weights `[out][in][tap]` as `[out][tap][in]`, the inputs filled up with zeros to whole steps. */
function byTime({ shape, data }: Tensor, taps: readonly number[]): Float32Array {
  const [outputs = 0, inputs = 0] = shape;
  const stride = roundUp(inputs, COLUMN_STEP);
  const weights = new Float32Array(outputs * taps.length * stride);
  for (let output = 0; output < outputs; output += 1) {
    for (const [index, tap] of taps.entries()) {
      const to = (output * taps.length + index) * stride;
      for (let input = 0; input < inputs; input += 1)
        weights[to + input] = data[(output * inputs + input) * KERNEL + tap]!;
    }
  }
  return weights;
}

function sideBySide(a: Tensor, b: Tensor): Float32Array {
  const weights = new Float32Array(2 * GATES * HIDDEN);
  for (let gate = 0; gate < GATES; gate += 1) {
    weights.set(a.data.subarray(gate * HIDDEN, (gate + 1) * HIDDEN), 2 * gate * HIDDEN);
    weights.set(b.data.subarray(gate * HIDDEN, (gate + 1) * HIDDEN), (2 * gate + 1) * HIDDEN);
  }
  return weights;
}

function sumOf(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, index) => value + b[index]!);
}

function resized(data: Float32Array, length: number): Float32Array {
  const larger = new Float32Array(length);
  larger.set(data);
  return larger;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
