import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const packageFolder = new URL('../../', import.meta.url);
const released = new URL('wire/released/', packageFolder);

const { version } = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as { version: string };
const target = new URL(`${version}.json`, released);

// A frozen document stays as it is: later versions are graded by it.
if (!existsSync(target)) copyFileSync(new URL('wire/v1.json', packageFolder), target);

const sums = readdirSync(released)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(new URL(file, released)))
        .digest('hex')}  ${file}\n`,
  );
writeFileSync(new URL('SHA256SUMS', released), sums.join(''));
