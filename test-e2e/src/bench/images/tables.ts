import type { BuiltImage } from '../../containers/built-images.js';
import type { ContainerMemory } from '../../containers/container.js';
import { median } from '../../probe/sound/level.js';
import type { Facts } from './facts.js';
import type { Figures } from './measure.js';

const MEGABYTE = 1_000_000;

/** Without the registry that everyone knows and without the digest. */
const shortName = (image: string): string => image.replace(/^docker\.io\/(library\/)?/, '').replace(/@.*$/, '');

export function sizeRows(images: readonly (readonly [string, BuiltImage])[]): string[][] {
  const megabytes = (bytes: number | undefined): string =>
    bytes === undefined ? '-' : `${(bytes / MEGABYTE).toFixed(0)} MB`;
  return [
    ['image', 'size', 'compressed', 'built on'],
    ...images.map(([name, { sizeBytes, compressedBytes, bases }]) => [
      name,
      megabytes(sizeBytes),
      megabytes(compressedBytes),
      bases
        .map(({ name: base, standIn }) => (standIn ? `a stand-in for ${shortName(base)}` : shortName(base)))
        .join(', '),
    ]),
  ];
}

export function factRows(facts: readonly (readonly [string, Facts])[]): string[][] {
  const count = (paths: readonly string[]): string =>
    paths.length === 0 ? 'none' : `${paths.length} (${paths[0] ?? ''}${paths.length > 1 ? ', …' : ''})`;
  return [
    ['image', 'CUDA files', 'build tools', 'header files'],
    ...facts.map(([name, { cudaFiles, buildTools, headers }]) => [
      name,
      count(cudaFiles),
      count(buildTools),
      String(headers),
    ]),
  ];
}

export function figureRows(measured: readonly (readonly [string, Figures])[]): string[][] {
  const row = (title: string, cell: (figures: Figures) => string): string[] => [
    title,
    ...measured.map(([, figures]) => cell(figures)),
  ];
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  const memory = ({ proportionalMib, residentMib, processes }: ContainerMemory): string =>
    `${proportionalMib.toFixed(0)} / ${residentMib.toFixed(0)} MiB of ${processes}`;
  return [
    ['', ...measured.map(([name]) => name)],
    row('media-service: first start to ready', ({ mediaReadyMs }) => seconds(mediaReadyMs[0] ?? 0)),
    row('  median of all starts', ({ mediaReadyMs }) => seconds(median(mediaReadyMs) ?? 0)),
    row('sts-service: first start to ready', ({ stsReadyMs }) => seconds(stsReadyMs[0] ?? 0)),
    row('  median of all starts', ({ stsReadyMs }) => seconds(median(stsReadyMs) ?? 0)),
    row('publish to the first sound out', ({ first }) => seconds(first.firstSoundMs)),
    row('publish to the first dubbed sound out', ({ first }) => seconds(first.firstDubMs)),
    row('  of which programme delay', ({ first }) => seconds(first.delayMs)),
    row('media-service idle, PSS / RSS of processes', ({ idle }) => memory(idle.media)),
    row('  with one stream', ({ oneStream }) => memory(oneStream.media)),
    row('sts-service idle, PSS / RSS of processes', ({ idle }) => memory(idle.sts)),
    row('  with one stream', ({ oneStream }) => memory(oneStream.sts)),
  ];
}
