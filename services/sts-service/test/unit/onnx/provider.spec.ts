import { expect } from 'chai';
import { withProvider } from '../../../src/onnx/provider.js';

const open = (provider: string) => Promise.resolve(provider);
const broken = (provider: string) => (provider === 'cuda' ? Promise.reject(new Error('no driver')) : open(provider));

describe('withProvider', () => {
  it('takes the CPU when it is told to', async () => {
    expect(await withProvider('cpu', ['cpu', 'cuda'], open)).to.deep.equal({ value: 'cpu', provider: 'cpu' });
  });

  it('takes CUDA where the runtime has it', async () => {
    expect(await withProvider('auto', ['cpu', 'cuda'], open)).to.deep.equal({ value: 'cuda', provider: 'cuda' });
  });

  it('says nothing when `auto` finds only the CPU', async () => {
    expect(await withProvider('auto', ['cpu'], open)).to.deep.equal({ value: 'cpu', provider: 'cpu' });
  });

  it('says why CUDA is not used although it was asked for', async () => {
    const { provider, fallbackReason } = await withProvider('cuda', ['cpu'], open);
    expect(provider).to.equal('cpu');
    expect(fallbackReason).to.contain('without CUDA');
  });

  it('opens nothing on the CPU where only CUDA is allowed, and says why', async () => {
    expect(await withProvider('cuda-only', ['cpu', 'cuda'], open)).to.deep.equal({ value: 'cuda', provider: 'cuda' });
    for (const [available, why] of [
      [['cpu'], 'without CUDA'],
      [['cpu', 'cuda'], 'no driver'],
    ] as const) {
      const refusal = await withProvider('cuda-only', available, broken).catch((error: unknown) => error);
      expect(refusal).to.be.an('error');
      expect((refusal as Error).message)
        .to.contain('cuda-only')
        .and.contain(why);
    }
  });

  it('falls back to the CPU when CUDA does not work', async () => {
    const attempt = await withProvider('auto', ['cpu', 'cuda'], broken);
    expect(attempt).to.deep.equal({ value: 'cpu', provider: 'cpu', fallbackReason: 'no driver' });
  });
});
