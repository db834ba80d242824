import { parseArgs } from 'node:util';
import { DubbingError } from '@dubbing/common';
import { languagePattern } from '@dubbing/contracts';
import { resolvePath } from '../config.js';
import { errorCodes } from '../errors.js';
import type { ConformanceCase } from './case.js';

export const conformanceUsage = `Usage: npm run conformance -- [options]

Holds a server to docs/sts-protocol/v1.md, one promise after the other. What the engines say is not judged.

  --url URL                 the server, without a path; left out: an sts-service is started, with its embedded engines
  --source-language LANG    what the server shall hear (default en)
  --target-language LANG    what it shall speak; several separated by commas (default es)
  --speech FILE             a WAV file of speech in the source language, 16 kHz mono, 0.5 to 8 s (default: a sentence of flite's)
  --only NAME               a case, or a group of them such as resume; may be given several times
  --list                    print the cases and end
  --json FILE               write the report
  --help

Exit code: 0 every promise was kept, 1 some were broken, 2 the arguments or the server cannot be used.
`;

export interface ConformanceArguments {
  /** Undefined: a server is to be started. */
  readonly url: string | undefined;
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
  readonly speechFile: string | undefined;
  readonly cases: readonly ConformanceCase[];
  readonly isListOnly: boolean;
  readonly jsonFile: string | undefined;
}

/** @returns undefined when help was asked for. @throws DubbingError ARGUMENT_INVALID naming the option */
export function readConformanceArguments(
  argv: readonly string[],
  cases: readonly ConformanceCase[],
): ConformanceArguments | undefined {
  const values = parse(argv);
  if (values.help === true) return undefined;
  const path = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : resolvePath(value);
  return {
    url: values.url === undefined ? undefined : baseOf(values.url),
    sourceLanguage: language(values['source-language'] ?? 'en', '--source-language'),
    targetLanguages: (values['target-language'] ?? 'es')
      .split(',')
      .map((tag) => language(tag.trim(), '--target-language')),
    speechFile: path(values.speech),
    cases: chosen(values.only ?? [], cases),
    isListOnly: values.list === true,
    jsonFile: path(values.json),
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        url: text,
        'source-language': text,
        'target-language': text,
        speech: text,
        only: { type: 'string', multiple: true },
        list: { type: 'boolean' },
        json: text,
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (cause) {
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}

function baseOf(url: string): string {
  const isUsable = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  if (!isUsable) throw invalid('--url', `must be an address such as http://127.0.0.1:8090, not ${url}`);
  return new URL(url).origin;
}

function language(tag: string, option: string): string {
  if (!languagePattern.test(tag)) throw invalid(option, `must be a language such as es, not ${tag}`);
  return tag;
}

function chosen(only: readonly string[], cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  if (only.length === 0) return cases;
  for (const name of only) {
    if (cases.some((each) => isCalled(each, name))) continue;
    throw invalid('--only', `names no case: ${name}; --list prints them`);
  }
  return cases.filter((each) => only.some((name) => isCalled(each, name)));
}

function isCalled(each: ConformanceCase, name: string): boolean {
  return each.name === name || each.name.startsWith(`${name}/`);
}

function invalid(field: string, what: string): DubbingError {
  return new DubbingError(errorCodes.ARGUMENT_INVALID, `${field} ${what}`, { field });
}
