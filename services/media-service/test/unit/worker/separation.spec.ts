import { createLogger } from '@dubbing/common';
import { expect } from 'chai';
import { openSeparation } from '../../../src/worker/separation.js';
import type { StreamSpec } from '../../../src/worker/stream-spec.js';
import { specWith } from '../../support/specs.js';

const logger = createLogger({ service: 'test', level: 'silent', write: () => undefined });
const open = (changes: Partial<StreamSpec>) => openSeparation(specWith(changes), logger, () => undefined);

describe('openSeparation', () => {
  it('opens nothing where nothing is to be separated', async () => {
    const without: Partial<StreamSpec>[] = [
      {},
      { bed: 'original', commentaryTrack: 2 },
      { bed: 'duck', separationModel: '/nowhere' },
      { bed: 'duck', commentaryTrack: 2, bedTrack: 3 },
      { bed: 'separate', bedTrack: 2 },
    ];
    for (const changes of without) expect(await open(changes)).to.equal(undefined);
  });

  it('needs no model where the source has the voice as a track of its own', async () => {
    for (const bed of ['duck', 'separate'] as const) {
      const separator = await open({ bed, commentaryTrack: 2, separationModel: '/nowhere' });
      expect(separator).not.to.equal(undefined);
      await separator?.close();
    }
  });

  it('refuses a model that is none', async () => {
    const error: unknown = await open({ bed: 'separate', separationModel: '/nowhere' }).catch(
      (cause: unknown) => cause,
    );
    expect(error).to.include({ code: 'SEPARATION_MODEL_INVALID' });
  });
});
