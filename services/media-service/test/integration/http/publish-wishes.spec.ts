import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@dubbing/common';
import { serialize } from '@dubbing/contracts';
import { expect } from 'chai';
import request from 'supertest';
import { startApp, type App } from '../../../src/app.js';
import { generateTalk, temporaryFolder } from '../../support/generated-media.js';
import { startScriptedSts, type ScriptedSts } from '../../support/scripted-sts.js';
import { configWith } from '../../support/specs.js';

describe('A publish', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sts: ScriptedSts;
  let app: App;

  before(async () => {
    folder = await temporaryFolder('publish');
    sts = await startScriptedSts();
    await generateTalk(join(folder.path, 'talk.flv'), 5);
    app = await startApp({
      config: configWith({
        port: 0,
        mediaServer: 'mediamtx',
        inputUrlTemplate: `file://${join(folder.path, 'talk.flv')}`,
        outputUrlTemplate: `file://${join(folder.path, '{id}_{lang}.ts')}`,
        hls: false,
        asRun: false,
        stsUrl: sts.url,
        ttsEngine: 'builtin',
        voices: ['es=f2'],
        glossaryFile: join(folder.path, 'terms.tsv'),
      }),
      logger: silentLogger,
    });
  });
  after(async () => {
    await app.close();
    await sts.close();
    await folder.remove();
  });

  it('asks speech-to-speech for what the settings say, with the terms as they stand in the file by then', async () => {
    const common = { engines: { tts: 'builtin' }, voices: [{ language: 'es', voice: 'f2' }] };
    const files: [id: string, text: string, glossary: object][] = [
      ['first', 'Camp Nou\n', { glossary: [{ term: 'Camp Nou' }] }],
      ['second', 'Rambla\t\tes\n', { glossary: [{ term: 'Rambla', language: 'es' }] }],
    ];
    for (const [index, [id, text, glossary]] of files.entries()) {
      writeFileSync(join(folder.path, 'terms.tsv'), text);
      await request(app.url)
        .post('/v1/mediamtx/events/ready')
        .send({ path: `live/${id}/in` })
        .expect(200);
      await sts.until(() => sts.inits.length > index);
      const { engines, glossary: terms, voices } = sts.inits[index] ?? {};
      expect(JSON.parse(JSON.stringify({ engines, glossary: terms, voices })), id).to.deep.equal({
        ...common,
        ...glossary,
      });
      expect(serialize(sts.inits[index] ?? {}), id).to.include({ streamId: id });
    }
  });
});
