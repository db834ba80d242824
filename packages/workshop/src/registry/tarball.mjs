import { gunzipSync } from 'node:zlib';

const blockBytes = 512;

/**
 * The files of a package's tarball, path → content, without the leading `package/`. Reads what npm and Lerna write: ustar,
 * with the extended headers (pax) that long paths bring. Reference: POSIX.1-2017, pax, "ustar Interchange Format".
 *
 * @param {Buffer} tarball
 * @returns {Map<string, Buffer>}
 */
export function filesOf(tarball) {
  const tar = gunzipSync(tarball);
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  /** @type {string | undefined} */
  let longPath;
  for (let at = 0; at + blockBytes <= tar.length;) {
    const header = tar.subarray(at, at + blockBytes);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(textAt(header, 124, 12), 8);
    const content = tar.subarray(at + blockBytes, at + blockBytes + size);
    const type = String.fromCodePoint(header[156] ?? 0);
    if (type === 'x') {
      longPath = /\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1];
    } else {
      const prefix = textAt(header, 345, 155);
      const path = longPath ?? `${prefix === '' ? '' : `${prefix}/`}${textAt(header, 0, 100)}`;
      if (type === '0' || type === '\0') files.set(path.replace(/^[^/]+\//, ''), content);
      longPath = undefined;
    }
    at += blockBytes * (1 + Math.ceil(size / blockBytes));
  }
  return files;
}

/**
 * @param {Buffer} header
 * @param {number} offset
 * @param {number} length
 */
function textAt(header, offset, length) {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return field
    .subarray(0, end < 0 ? length : end)
    .toString('utf8')
    .trim();
}

/**
 * @param {Map<string, Buffer>} files
 * @returns {{ name: string, version: string, [field: string]: unknown }} The package.json among them.
 */
export function manifestOf(files) {
  const text = files.get('package.json');
  if (text === undefined) throw new Error('The tarball has no package.json.');
  return /** @type {{ name: string, version: string }} */ (JSON.parse(text.toString('utf8')));
}
