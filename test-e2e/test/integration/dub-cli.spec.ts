import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readFlv } from '../../src/flv/read.js';
import { writeFlv } from '../../src/flv/write.js';
import { measureRecording } from '../../src/probe/programme/recording.js';
import { dub } from '../support/dub.js';
import { faultsOf } from '../support/faults.js';
import { LiveTest, programmeFile } from '../support/live.js';

/** The news of the programme up to the fourth beep. */
const LENGTH_MS = 30_000;

describe('dubbing a file from the shell', function () {
  this.timeout(180_000);
  let live: LiveTest;
  let input: string;

  before(async () => {
    live = await LiveTest.start();
    input = join(live.dir, 'input.flv');
    await writeFile(
      input,
      writeFlv(readFlv(await readFile(programmeFile)).filter(({ timestampMs }) => timestampMs < LENGTH_MS)),
    );
  });

  after(async () => live?.close());

  it('dubs as fast as the engines go, with the same pictures and nothing lost at the end', async () => {
    const output = join(live.dir, 'fast-{lang}.ts');
    const { code, output: said } = await dub(
      '--input',
      input,
      '--target',
      'es,ca',
      '--output',
      output,
      '--sts',
      live.stack.sts.url,
      '--fast',
    );
    expect(code, said).to.equal(0);
    for (const language of ['es', 'ca']) {
      const measurement = await measureRecording(output.replace('{lang}', language), programmeFile, live.manifest);
      const { picture, avOffset, sentences, sound } = measurement;
      expect(faultsOf(measurement)).to.deep.equal([]);
      expect(picture).to.include({ frames: LENGTH_MS * 0.03, identical: LENGTH_MS * 0.03 });
      expect(avOffset?.pairs).to.have.length(3);
      expect(sentences.filter(({ heard }) => heard === 'dub').length).to.be.at.least(sentences.length * 0.7);
      expect(sound?.silence.longest.durationMs).to.be.below(100);
    }
  });

  it('names the argument that is wrong', async () => {
    const { code, output } = await dub('--input', input, '--target', 'e5');
    expect(code).to.equal(2);
    expect(output).to.contain('target');
  });

  it('names the input that is not there', async () => {
    const { code, output } = await dub(
      '--input',
      join(live.dir, 'nowhere.ts'),
      '--target',
      'es',
      '--sts',
      live.stack.sts.url,
    );
    expect(code).to.be.greaterThan(0);
    expect(output).to.contain('nowhere.ts');
  });
});
