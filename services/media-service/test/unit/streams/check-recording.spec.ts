import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkRecording } from '../../../src/streams/check-recording.js';

describe('checkRecording', () => {
  const root = mkdtempSync(join(tmpdir(), 'media-record-'));
  const recordDir = join(root, 'rec');
  after(() => rmSync(root, { recursive: true }));

  const refusal = (url: string, folder: string | undefined = recordDir): unknown => {
    try {
      checkRecording(url, folder, 'outputs.0.url');
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('lets files through that are below the folder, in folders that are not there yet too', () => {
    for (const name of ['a.ts', 'news/a.mp4', 'news/2026/a.ts', 'with%20space.ts', '..a.ts']) {
      expect(refusal(`file://${recordDir}/${name}`), name).to.equal(undefined);
    }
  });

  it('refuses every way out of it', () => {
    mkdirSync(join(root, 'beside'), { recursive: true });
    symlinkSync(join(root, 'beside'), join(recordDir, 'link'));
    const ways = [
      'file:///etc/a.ts',
      `file://${root}/a.ts`,
      `file://${recordDir}.ts`,
      `file://${recordDir}/../a.ts`,
      `file://${recordDir}/%2e%2e/a.ts`,
      `file://${recordDir}/..%2fa.ts`,
      `file://${recordDir}/link/a.ts`,
      `file://${recordDir}/link/new/a.ts`,
      `file://host${recordDir}/a.ts`,
      `FILE:///etc/a.ts`,
    ];
    for (const url of ways) expect(refusal(url), url).to.include({ code: 'ARGUMENT_INVALID', field: 'outputs.0.url' });
  });

  it('refuses all files where there is no folder, and minds nothing else', () => {
    expect(() => checkRecording(`file://${recordDir}/a.ts`, undefined, 'f')).to.throw('MEDIA_RECORD_DIR');
    expect(() => checkRecording('srt://host:9000', undefined, 'f')).not.to.throw();
  });
});
