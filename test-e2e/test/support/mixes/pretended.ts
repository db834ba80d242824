import type { ContractVersion, Wire } from './contract-version.js';

/** A peer of the next version, as one that is released today will meet it: it speaks more, wishes for more, and says more in every message. */
export function next(version: ContractVersion): ContractVersion {
  const { min, max } = version.range;
  const [major = 1, minor = 0] = max.split('.').map(Number);
  const protocol = `${major}.${minor + 1}`;
  return version.pretending({
    name: `the next after ${version.release}`,
    range: { min, max: protocol },
    features: { [newFeature]: protocol },
    dress: withNews,
  });
}

/** A peer that has left every version behind that is spoken today, and opens its sessions in other words. */
export function farAhead(version: ContractVersion): ContractVersion {
  const range = { min: '7.0', max: '7.4' };
  const dress = (message: Wire): Wire =>
    'audio' in message
      ? { protocol: message['protocol'], stream: { name: 'mixes' }, audio: 'opus' }
      : withNews(message);
  return version.pretending({ name: 'one of a later age', range, features: {}, dress });
}

export const newFeature = 'news';
/** What a server of the next version tells everybody, agreed or not, which it should not. */
export const newEvent = 'stream:news';

/** A message with a field that nobody knows in each of its objects, and bytes that nobody expects. */
export const withNews = (message: Wire): Wire => ({ ...(dressed(message) as Wire), bytes: Buffer.from('news') });

function dressed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dressed);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, dressed(field)] as const);
  return { ...Object.fromEntries(fields), news: { of: ['tomorrow', 1, null] } };
}
