import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadCatalogue } from '../../../../src/models/catalogue/load-catalogue.js';
import { layouts } from '../../../../src/models/folder/layouts.js';
import { toyCatalogue } from '../../../support/models/toy-model.js';

describe('the catalogue', () => {
  const builtIn = loadCatalogue();

  it('has models of every stage, at full precision and quantised', () => {
    const stages = new Set([...builtIn.values()].map(({ stage }) => stage));
    expect([...stages]).to.have.members(['asr', 'translation', 'tts']);
    expect(builtIn.has('whisper-base') && builtIn.has('whisper-base-q8')).to.be.true;
  });

  it('names for every model the files that its engine needs', () => {
    for (const { name, engine, files } of builtIn.values()) {
      const paths = files.map(({ path }) => path);
      const graphs = layouts[engine].graphs.map((stem) => `onnx/${stem}.onnx`);
      expect(paths, name).to.include.members([...layouts[engine].files, ...graphs]);
      if (engine === 'piper')
        expect(
          paths.filter((path) => path.endsWith('.onnx.json')),
          name,
        ).to.have.lengthOf(1);
      if (engine === 'kokoro')
        expect(
          paths.some((path) => path.startsWith('voices/')),
          name,
        ).to.be.true;
    }
  });

  it('says of every licence that forbids commercial use that it does', () => {
    for (const { name, licence } of builtIn.values()) {
      expect(licence.nonCommercial, name).to.equal(/-NC-|research only/.test(licence.name));
    }
  });

  it('has a commit of nearly every model, and gives no two graphs one hash', () => {
    const graphs = new Map<string, string>();
    for (const { name, engine, repository, revision, files } of builtIn.values()) {
      if (engine !== 'vits') expect(revision, name).to.match(/^[0-9a-f]{40}$/);
      for (const { from, sha256 } of files) {
        if (sha256 === undefined || !from.endsWith('.onnx')) continue;
        const graph = `${repository}@${revision} ${from}`;
        expect(graphs.get(sha256) ?? graph, name).to.equal(graph);
        graphs.set(sha256, graph);
      }
    }
    expect(new Set(graphs.values())).to.have.property('size', graphs.size);
  });

  describe('of a user', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };

    it('adds models and replaces built-in ones', () => {
      const own = structuredClone(toyCatalogue);
      own.models.push({ ...toyCatalogue.models[0]!, name: 'whisper-base' });
      const all = loadCatalogue([write('own.json', JSON.stringify(own))]);
      expect(all.size).to.equal(builtIn.size + 1);
      expect(all.get('whisper-base')?.repository).to.equal('somebody/toy');
    });

    it('is refused with its name and its faults', () => {
      const wrong = write('wrong.json', '{"version":1,"models":[{}]}');
      expect(() => loadCatalogue([wrong]))
        .to.throw(/wrong\.json.*models\[0\]\.name must be/)
        .with.property('code', 'MODEL_CATALOGUE_INVALID');
      expect(() => loadCatalogue([write('broken.json', '{')])).to.throw(/broken\.json/);
      expect(() => loadCatalogue([join(folder, 'absent.json')])).to.throw(/absent\.json/);
    });
  });
});
