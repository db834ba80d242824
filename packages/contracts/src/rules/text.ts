import type { ValidationOptions } from 'class-validator';
import type { JsonSchema } from '../schema/json-schema.js';
import { versionPattern } from '../version.js';
import { rule } from './rule.js';

/** A text of `minLength` to `maxLength` UTF-16 units. */
export function IsText(maxLength: number, minLength = 0, options?: ValidationOptions): PropertyDecorator {
  return rule(
    {
      name: 'text',
      keywords: textKeywords(maxLength, minLength),
      validate: (value) => typeof value === 'string' && value.length >= minLength && value.length <= maxLength,
      message: () => `$property must be a text of ${minLength} to ${maxLength} characters`,
    },
    options,
  );
}

/**
 * JSON Schema counts characters, of which one may be two UTF-16 units: what is allowed here is allowed there, and what is
 * too short or too long there is so here.
 */
function textKeywords(maxLength: number, minLength: number): JsonSchema {
  return { type: 'string', ...(minLength > 0 && { minLength: Math.ceil(minLength / 2) }), maxLength };
}

/** A text with something to say in it: a letter or a digit, and no control characters. */
export function IsWords(maxLength: number): PropertyDecorator {
  return rule({
    name: 'words',
    keywords: { ...textKeywords(maxLength, 1), pattern: '^\\P{Cc}*[\\p{L}\\p{N}]\\P{Cc}*$' },
    validate: (value) =>
      typeof value === 'string' && value.length <= maxLength && /[\p{L}\p{N}]/u.test(value) && !/\p{Cc}/u.test(value),
    message: () =>
      `$property must be a text of 1 to ${maxLength} characters with a letter or a digit and no control characters`,
  });
}

/** A text in one of the forms below. */
function isTextLike(name: string, pattern: RegExp, noun: string, options?: ValidationOptions): PropertyDecorator {
  const each = options?.each === true ? 'each value in ' : '';
  return rule(
    {
      name,
      keywords: { type: 'string', pattern: pattern.source },
      validate: (value) => typeof value === 'string' && pattern.test(value),
      message: () => `${each}$property must be ${noun}`,
    },
    options,
  );
}

/** A BCP 47 tag as far as this project needs it: a language, then script, region or variant. */
export const languagePattern = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/;

export function IsLanguage(options?: ValidationOptions): PropertyDecorator {
  return isTextLike('language', languagePattern, 'a language tag such as "es" or "pt-BR"', options);
}

/** A language, or `original` for the sound as it came. */
export function IsOutputLanguage(): PropertyDecorator {
  const pattern = new RegExp(`^original$|${languagePattern.source}`);
  return isTextLike('outputLanguage', pattern, 'a language tag such as "es", or "original"');
}

/** Names that peers give to sessions and fragments; safe in logs, paths and metrics. */
export function IsId(): PropertyDecorator {
  return isTextLike('id', /^[A-Za-z0-9._-]{1,128}$/, 'an id of 1 to 128 letters, digits, dots, dashes or underscores');
}

/** The name of a stream on air: it becomes a part of URLs. */
export function IsStreamName(): PropertyDecorator {
  return isTextLike('streamName', /^[a-z0-9-]{1,64}$/, '1 to 64 lower-case letters, digits or dashes');
}

/** A path on the media server, as MediaMTX allows them, without a leading slash. */
export function IsMediaPath(): PropertyDecorator {
  return isTextLike(
    'mediaPath',
    /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9_.~/-]{1,512}$/,
    'a path of letters, digits, dots, dashes, tildes, underscores and slashes',
  );
}

export function IsErrorCode(): PropertyDecorator {
  return isTextLike('errorCode', /^[A-Z][A-Z0-9_]{0,63}$/, 'an error code such as CONTRACT_INVALID');
}

/** An instant as `Date#toISOString` writes it. */
export function IsInstant(): PropertyDecorator {
  return isTextLike(
    'instant',
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/,
    'an instant such as 2026-01-31T12:00:00.000Z',
  );
}

/** A version of the protocol, `MAJOR.MINOR`. */
export function IsVersion(): PropertyDecorator {
  return isTextLike('version', versionPattern, 'a version such as 1.0');
}
