import { ContractError, FragmentData, FragmentProcessed, parse } from '@dubbing/contracts';
import { z } from 'zod';
import { readFragmentData, readFragmentProcessed } from './by-hand.js';
import * as byZod from './by-zod.js';
import * as messages from './messages.js';

/** One way to read a message. Throws on one that is wrong. */
export interface Reader {
  readonly name: string;
  read(value: unknown): unknown;
  /** The path of the first field that is at fault. */
  fieldOf(error: unknown): string | undefined;
}

/** A message and the ways to read it. */
export interface Case {
  readonly event: string;
  message(): Record<string, unknown>;
  readonly readers: readonly Reader[];
}

const ours = (read: Reader['read']): Reader => ({
  name: '@dubbing/contracts',
  read,
  fieldOf: (error) => (error instanceof ContractError ? error.field : undefined),
});

const hand = (read: Reader['read']): Reader => ({
  name: 'written by hand',
  read,
  fieldOf: (error) => (error instanceof Error && 'field' in error ? String(error.field) : undefined),
});

const zod = (schema: z.ZodType): Reader => ({
  name: 'zod',
  read: (value) => schema.parse(value),
  fieldOf: (error) => (error instanceof z.ZodError ? error.issues[0]?.path.join('.') : undefined),
});

export const cases: readonly Case[] = [
  {
    event: 'fragment:data',
    message: messages.fragmentData,
    readers: [ours((value) => parse(FragmentData, value)), hand(readFragmentData), zod(byZod.fragmentData)],
  },
  {
    event: 'fragment:processed',
    message: messages.fragmentProcessed,
    readers: [
      ours((value) => parse(FragmentProcessed, value)),
      hand(readFragmentProcessed),
      zod(byZod.fragmentProcessed),
    ],
  },
];
