import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serialize } from '@dubbing/contracts';
import { expect } from 'chai';
import { generateTalk, temporaryFolder } from '../../support/generated-media.js';
import { sharedFile } from '../../support/shared-files.js';
import { startScriptedSts, type ScriptedSts } from '../../support/scripted-sts.js';

const program = fileURLToPath(new URL('../../../src/cli/dub.js', import.meta.url));

function dub(argv: string[], cwd: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...argv], { cwd });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => (texts.stdout += String(data)));
    child.stderr.on('data', (data) => (texts.stderr += String(data)));
    child.on('close', (code) => resolve({ code, ...texts }));
  });
}

describe('npm run dub', function () {
  this.timeout(90_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sts: ScriptedSts;

  before(async () => {
    folder = await temporaryFolder('dub');
    await generateTalk(join(folder.path, 'talk.mp4'), 10);
    sts = await startScriptedSts();
  });
  after(async () => {
    await sts.close();
    await folder.remove();
  });

  it('dubs a file next to where it is called as speech-to-speech is asked to, and tells what it did', async () => {
    await writeFile(join(folder.path, 'terms.tsv'), 'Camp Nou\n');
    const wishes = ['--glossary', 'terms.tsv', '--voice', 'es=f2', '--tts', 'builtin'];
    const { code, stdout } = await dub(
      ['--input', 'talk.mp4', '--target', 'es,ca', '--fast', '--sts', sts.url, ...wishes],
      folder.path,
    );
    expect(code).to.equal(0);
    expect(serialize(sts.inits[0] ?? {})).to.deep.include({
      engines: { tts: 'builtin' },
      glossary: [{ term: 'Camp Nou' }],
      voices: [{ language: 'es', voice: 'f2' }],
    });
    expect(stdout).to.match(/^es: \d+ spoken, 0 empty, 0 late, 0 failed, 0 skipped, 0 fallbacks/m);
    for (const language of ['es', 'ca']) expect(existsSync(join(folder.path, `dub-${language}.ts`))).to.equal(true);
  });

  it('says what is wrong with its arguments, with exit code 2', async () => {
    const { code, stderr } = await dub(['--input', 'talk.mp4', '--target', 'es,ca', '--output', 'one.ts'], folder.path);
    expect(code).to.equal(2);
    expect(stderr).to.match(/^error ARGUMENT_INVALID --output: /);
  });

  it('fails with the code and the place of what went wrong', async () => {
    const { code, stderr } = await dub(['--input', '/etc/hostname', '--target', 'es', '--sts', sts.url], folder.path);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^error INPUT_NOT_MEDIA /m);
  });

  it('fails when nothing could be dubbed', async () => {
    sts.behaviour = { plan: () => ({ kind: 'fail' }) };
    const { code, stderr } = await dub(
      ['--input', 'talk.mp4', '--target', 'es', '--fast', '--sts', sts.url],
      folder.path,
    );
    expect(code).to.equal(1);
    expect(stderr).to.contain('error DUB_SILENT');
  });

  it('takes the voice out of the bed with a model', async function () {
    const model = sharedFile('models/dtln');
    if (model === undefined) {
      console.log('      skipped: the models of the shared folder are not here');
      this.skip();
    }
    sts.behaviour = {};
    const separate = ['--bed', 'separate', '--separation-model', model];
    const { code, stdout } = await dub(
      ['--input', 'talk.mp4', '--target', 'es', '--fast', '--sts', sts.url, ...separate],
      folder.path,
    );
    expect(code).to.equal(0);
    expect(stdout).to.match(/^bed: \d{2,} blocks without the voice, 0 ducked instead$/m);
  });

  it('says what is wrong with the model', async () => {
    const separate = ['--bed', 'separate', '--separation-model', '/nowhere.onnx'];
    const { code, stderr } = await dub(
      ['--input', 'talk.mp4', '--target', 'es', '--fast', '--sts', sts.url, ...separate],
      folder.path,
    );
    expect(code).to.equal(1);
    expect(stderr).to.match(/^error SEPARATION_MODEL_INVALID separationModel: /m);
  });

  it('prints its usage', async () => {
    const { code, stdout } = await dub(['--help'], folder.path);
    expect(code).to.equal(0);
    expect(stdout).to.contain('--input URI');
  });
});
