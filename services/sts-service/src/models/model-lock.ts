import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '@dubbing/common';
import { stsError } from '../errors.js';
import { Fields } from './catalogue/fields.js';
import { isModelEngine, type Licence, type ModelEngine } from './model.js';
import { lockFileName } from './own-names.js';
import { isSafePath } from './safe-path.js';

/**
 * What a file was held to when it came, the strongest that there was: the sha256 of the catalogue, the sha256 or the
 * git hash that the hub tells, the number of bytes alone, or nothing.
 */
export const fileChecks = ['catalogue', 'hub', 'hub-git', 'size', 'nothing'] as const;
export type FileCheck = (typeof fileChecks)[number];

export interface LockedFile {
  readonly path: string;
  readonly from: string;
  readonly bytes: number;
  /** Of the bytes that came, whatever they were held to. */
  readonly sha256: string;
  readonly check: FileCheck;
}

/** The record that a pull leaves in the model's folder. `verify` and later pulls go by it. */
export interface ModelLock {
  readonly version: 1;
  readonly name: string;
  readonly engine: ModelEngine;
  readonly repository: string;
  /** As the catalogue has it. */
  readonly revision: string;
  /** What the revision was when the model was pulled. Absent where the source has no commits. */
  readonly commit?: string;
  /** The hub or folder, without credentials. */
  readonly source: string;
  readonly licence: Licence;
  /** ISO 8601. */
  readonly pulledAt: string;
  readonly files: readonly LockedFile[];
}

/** The lock of a folder; undefined when it has none. @throws DubbingError MODEL_FILE_WRONG when it cannot be read. */
export function readModelLock(folder: string): ModelLock | undefined {
  const file = join(folder, lockFileName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, describeError(cause), cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(file, describeError(cause), cause);
  }
  const faults: string[] = [];
  const lock = parseLock(json, faults);
  if (faults.length > 0) throw unreadable(file, faults.join('; '));
  return lock;
}

function parseLock(json: unknown, faults: string[]): ModelLock {
  const any = /\S/;
  const fields = new Fields(json, '', faults);
  if (fields.take('version') !== 1) fields.fault('version', 'must be 1');
  const engine = fields.take('engine');
  if (!isModelEngine(engine)) fields.fault('engine', 'is not known');
  const licence = new Fields(fields.take('licence'), 'licence', faults);
  const commit = fields.optionalText('commit', any, 'a text');
  return {
    version: 1,
    name: fields.text('name', any, 'a text'),
    engine: engine as ModelEngine,
    repository: fields.text('repository', any, 'a text'),
    revision: fields.text('revision', any, 'a text'),
    ...(commit !== undefined && { commit }),
    source: fields.text('source', any, 'a text'),
    licence: { name: licence.text('name', any, 'a text'), nonCommercial: licence.boolean('nonCommercial') },
    pulledAt: fields.text('pulledAt', any, 'a text'),
    files: fields.list('files').map((file, index) => parseLockedFile(file, `files[${index}]`, faults)),
  };
}

function parseLockedFile(json: unknown, at: string, faults: string[]): LockedFile {
  const fields = new Fields(json, at, faults);
  const path = fields.text('path', /\S/, 'a path');
  if (!isSafePath(path)) fields.fault('path', 'must be a plain relative path');
  const check = fields.take('check');
  const known = fileChecks.find((candidate) => candidate === check);
  if (known === undefined) fields.fault('check', `must be one of ${fileChecks.join(', ')}`);
  return {
    path,
    from: fields.text('from', /\S/, 'a path'),
    bytes: fields.optionalNumber('bytes') ?? missing(fields, 'bytes'),
    sha256: fields.text('sha256', /^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    check: known ?? 'nothing',
  };
}

function missing(fields: Fields, name: string): number {
  if (!fields.has(name)) fields.fault(name, 'is missing');
  return 0;
}

function unreadable(file: string, why: string, cause?: unknown): Error {
  return stsError('MODEL_FILE_WRONG', `${file} cannot be read: ${why}`, { source: file, cause });
}
