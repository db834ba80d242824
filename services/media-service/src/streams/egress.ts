import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from '@dubbing/common';
import { maskUrl } from '../media/mask-url.js';
import { checkOutputs } from '../worker/check-outputs.js';
import type { OutputSpec } from '../worker/stream-spec.js';

/** What a template says literally, and the two places in it. */
const TEXT = String.raw`(?:[^\s/?{}]|\{id\}|\{lang\})+`;
const REST = String.raw`(?:[^\s{}]|\{id\}|\{lang\})`;
const LANGUAGE = 'original|[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*';

/** The form of a template: `rtmp://host/app/{id}-{lang}`, or `es=rtmp://host/app/key` for one language alone. */
export const egressForm = new RegExp(
  `^(?:(?:${LANGUAGE})=)?(?:rtmps?://${TEXT}/${TEXT}/${REST}+|srt://${REST}+|file:///${REST}+\\.(?:ts|flv|mp4|mkv))$`,
);

interface EgressTemplate {
  /** Absent where it is for every target language. */
  readonly language: string | undefined;
  readonly url: string;
}

interface EgressSettings {
  readonly egressUrlTemplates: readonly string[];
  readonly targetLanguages: readonly string[];
  readonly recordDir?: string | undefined;
}

/** Where else each language of the published stream `id` goes. */
export function egressOutputs(id: string, { egressUrlTemplates, targetLanguages }: EgressSettings): OutputSpec[] {
  return egressUrlTemplates.map(readTemplate).flatMap(({ language, url }) =>
    (language === undefined ? targetLanguages : [language]).map((each): OutputSpec => {
      const fill = (text: string): string => text.replaceAll('{id}', id).replaceAll('{lang}', each);
      return { language: each, url: fill(url), masked: fill(maskTemplate(url)) };
    }),
  );
}

/** What is wrong with templates of the right form, beside the other settings; each by its number, since it may hold a key. */
export function egressFaults(settings: EgressSettings): string[] {
  return settings.egressUrlTemplates.flatMap((text, index) => {
    const fault = faultOf(readTemplate(text), settings);
    return fault === undefined ? [] : [`template ${index + 1} ${fault}`];
  });
}

function faultOf({ language, url }: EgressTemplate, settings: EgressSettings): string | undefined {
  const { targetLanguages, recordDir } = settings;
  if (language !== undefined && language !== 'original' && !targetLanguages.includes(language)) {
    return `is for ${language}, which is no target language`;
  }
  if (language === undefined && targetLanguages.length > 1 && !url.includes('{lang}')) {
    return 'would send several languages to one place: put {lang} into it, or a language before it, as in es=rtmp://…';
  }
  const outputs = egressOutputs('a', { egressUrlTemplates: [url], targetLanguages: [language ?? 'es'] });
  try {
    checkOutputs(outputs);
  } catch (error) {
    return `cannot be an output: ${describeError(error)}`;
  }
  if (!url.startsWith('file:')) return undefined;
  if (recordDir === undefined) return 'is a recording, and MEDIA_RECORD_DIR is not set';
  const isBelow = outputs.every((output) => fileURLToPath(output.url).startsWith(resolve(recordDir) + sep));
  return isBelow ? undefined : 'is a recording that is not below MEDIA_RECORD_DIR';
}

function readTemplate(text: string): EgressTemplate {
  const [, language, url = text] = new RegExp(`^(?:(${LANGUAGE})=)?(.*)$`).exec(text) ?? [];
  return { language, url };
}

/**
 * Who takes streams for money gives a key for its address. Whatever a template says literally behind the app, and in
 * the query, is taken for one.
 */
function maskTemplate(url: string): string {
  const [, address, path = ''] = /^(rtmps?:\/\/[^/]+\/[^/]+\/)(.*)$/.exec(url) ?? [];
  if (address === undefined) return maskUrl(url);
  const [names = '', query] = path.split(/\?(.*)/s);
  const masked = names.split('/').map((name) => (/^(?:\{id\}|\{lang\}|[-_.])*$/.test(name) ? name : '[redacted]'));
  return `${maskUrl(address)}${masked.join('/')}${query === undefined ? '' : '?[redacted]'}`;
}
