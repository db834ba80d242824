import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The files that hold a secret, as it is or in Base64, whatever kind of file it is. A name in the store that cannot be read is none.
 *
 * @param {string} secret
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function filesThatHold(secret, folder) {
  const patterns = [secret, ...base64Within(secret)].flatMap((pattern) => ['-e', pattern]);
  try {
    const args = [
      '--recursive',
      '--files-with-matches',
      '--fixed-strings',
      '--text',
      '--devices=skip',
      ...patterns,
      folder,
    ];
    const { stdout } = await promisify(execFile)('grep', args, { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    const { code, stdout, stderr } = /** @type {{ code?: number, stdout: string, stderr: string }} */ (error);
    if (code === 1 && stderr === '') return [];
    throw new Error(`grep in ${folder} ended with ${code}: ${stderr || stdout}`, { cause: error });
  }
}

/**
 * What a text looks like inside of a longer one that is written in Base64, at each of the three places where it may begin.
 *
 * @param {string} text
 */
export function base64Within(text) {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    // Only the digits that no byte before or after has a share in.
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    return bytes.toString('base64').slice(from, to);
  });
}
