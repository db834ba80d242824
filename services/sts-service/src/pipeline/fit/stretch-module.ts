import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script, createContext } from 'node:vm';
import { Deferred } from '@dubbing/common';
import { stsError } from '../../errors.js';

/** The calls of the Signalsmith Stretch WebAssembly build that this service makes. */
export interface StretchModule {
  readonly HEAP8: Int8Array;
  _presetDefault(channels: number, sampleRateHz: number): void;
  _reset(): void;
  _inputLatency(): number;
  _outputLatency(): number;
  /** Makes room for input and output of `length` 32-bit floats; returns where the input lies. */
  _setBuffers(channels: number, length: number): number;
  _seek(inputSamples: number, playbackRate: number): void;
  _process(inputSamples: number, outputSamples: number): void;
}

interface StretchProcessor {
  readonly wasmModule: StretchModule;
}
type StretchProcessorClass = new (options: object) => StretchProcessor;

/**
 * Loads Signalsmith Stretch. Its package is made for the browser: run inside an AudioWorklet, it
 * registers a processor that owns the WebAssembly module. Here a context of `node:vm` plays
 * the AudioWorklet, so nothing leaks into this process's globals, and the processor is made
 * only for its module; the worklet's own clocked processing is never used.
 */
export async function loadStretchModule(): Promise<StretchModule> {
  const path = createRequire(import.meta.url).resolve('signalsmith-stretch');
  const ready = new Deferred<void>();
  let processorClass: StretchProcessorClass | undefined;
  const scope = {
    AudioWorkletProcessor: class {
      readonly port = {
        // The first message of the processor says that its module is ready.
        postMessage: (): void => {
          ready.resolve();
        },
      };
    },
    registerProcessor: (_name: string, registered: StretchProcessorClass): void => {
      processorClass = registered;
    },
    sampleRate: 48_000,
    currentTime: 0,
    console,
    atob,
  };
  new Script(readFileSync(path, 'utf8'), { filename: path }).runInContext(createContext(scope));
  if (processorClass === undefined) {
    throw stsError('INTERNAL', `${path} did not register an audio processor`);
  }
  const processor = new processorClass({ numberOfOutputs: 1, outputChannelCount: [1] });
  await ready.promise;
  return processor.wasmModule;
}
