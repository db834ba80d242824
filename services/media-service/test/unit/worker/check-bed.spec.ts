import { expect } from 'chai';
import { checkBed } from '../../../src/worker/check-bed.js';
import { specWith } from '../../support/specs.js';

describe('checkBed', () => {
  it('lets a separation through that has something to do it with', () => {
    for (const means of [{ separationModel: '/m.onnx' }, { commentaryTrack: 2 }, { bedTrack: 2 }]) {
      expect(() => checkBed(specWith({ bed: 'separate', ...means }), 'bed')).not.to.throw();
    }
    for (const bed of ['duck', 'original'] as const) expect(() => checkBed(specWith({ bed }), 'bed')).not.to.throw();
  });

  it('refuses one that has not, naming the field', () => {
    expect(() => checkBed(specWith({ bed: 'separate' }), '--bed'))
      .to.throw(/needs a separation model/)
      .that.includes({ code: 'ARGUMENT_INVALID', field: '--bed' });
  });
});
