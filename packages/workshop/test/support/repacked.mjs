import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * The same files in other bytes: what a second build under the same version would be.
 * @param {Buffer} tarball
 */
export const repacked = (tarball) => gzipSync(gunzipSync(tarball), { level: 1 });
