import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readWav } from '../sound/wav.js';
import { partials } from '../wire.js';
import { IndependentClient } from './client.js';

const usage = 'Usage: node dist/independent/client/main.js --url URL --wav FILE [--from LANG] [--to LANG,LANG]';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    wav: { type: 'string' },
    from: { type: 'string', default: 'en' },
    to: { type: 'string', default: 'es' },
  },
});

async function dub(url: string, wavFile: string): Promise<number> {
  const { fragments, faults } = await new IndependentClient({
    url,
    init: {
      protocol: { min: '1.0', max: '1.1' },
      streamId: 'independent',
      sourceLanguage: values.from,
      targetLanguages: values.to.split(','),
      replyAudio: { encoding: 'pcm_s16le', sampleRateHz: 48_000, channels: 1 },
      features: [partials],
    },
    clip: readWav(await readFile(wavFile)),
    fragmentMs: 4000,
    deadlineMs: 30_000,
    signal: AbortSignal.timeout(600_000),
  }).run();
  const lines = fragments.map(({ fragment, answer, refusal }) => {
    const texts = answer?.dubs.map(({ language, text, error }) => `${language}: ${error?.code ?? text}`) ?? [];
    const told = answer?.transcript?.text ?? answer?.status ?? refusal?.code ?? '';
    return [`${fragment.startPtsNs} ${told}`, ...texts].join('\n  ');
  });
  process.stdout.write([...lines, ...faults.map((fault) => `not as the document says: ${fault}`), ''].join('\n'));
  return faults.length === 0 ? 0 : 1;
}

const { url, wav } = values;
try {
  if (url === undefined || wav === undefined) throw new Error(usage);
  process.exitCode = await dub(url, wav);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
