import { expect } from 'chai';
import { wantedModels } from '../../../src/engine-host/wanted-models.js';
import type { InstalledModel } from '../../../src/models/model.js';
import { openModelStore, type ModelStore } from '../../../src/models/model-store.js';

const model = (name: string): InstalledModel => ({
  name,
  engine: 'whisper',
  stage: 'asr',
  folder: `/models/${name}`,
  languages: 'any',
});

const installed = [model('a'), model('b')];
const store: ModelStore = {
  ...openModelStore({ dir: '/no/models' }),
  find: (name) => installed.find((each) => each.name === name),
  installed: () => installed,
  unusable: () => [{ name: 'half', folder: '/models/half', reason: 'config.json is missing' }],
};

const namesOf = (wanted: string[]) => {
  const { models, faults } = wantedModels(store, wanted);
  return [models.map(({ name }) => name), faults.map(({ engine, error }) => `${engine} ${error.code}`)];
};

describe('wantedModels', () => {
  it('are all that are installed, with what is there and cannot be used', () => {
    expect(namesOf(['auto'])).to.deep.equal([['a', 'b'], ['half MODEL_UNAVAILABLE']]);
  });

  it('are none', () => {
    expect(namesOf(['none'])).to.deep.equal([[], []]);
    expect(namesOf([])).to.deep.equal([[], []]);
  });

  it('are those that are named, in the order of preference, each once, and the others are not spoken of', () => {
    expect(namesOf(['b', 'a', 'b'])).to.deep.equal([['b', 'a'], []]);
    expect(namesOf(['half', 'c'])).to.deep.equal([[], ['half MODEL_UNAVAILABLE', 'c MODEL_NOT_INSTALLED']]);
  });

  it('say how a missing one is pulled, and what stage it would serve, where the catalogue knows it', () => {
    const [fault] = wantedModels(store, ['whisper-base']).faults;
    expect(fault).to.include({ stage: 'asr', engine: 'whisper-base' });
    expect(fault?.error.message).to.contain('npm run models -- pull whisper-base');
  });
});
