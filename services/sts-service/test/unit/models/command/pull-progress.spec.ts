import { expect } from 'chai';
import { PullProgressLine } from '../../../../src/models/command/pull-progress.js';

function line(isTty: boolean) {
  const told: string[] = [];
  let nowMs = 0;
  const progress = new PullProgressLine('toy', { out: () => {}, err: (text) => told.push(text), isTty }, () => nowMs);
  const at = (ms: number, bytes: number, totalBytes: number | undefined = 200_000_000): void => {
    nowMs = ms;
    progress.show({ file: 'model.onnx', fileBytes: bytes, bytes, totalBytes });
  };
  return { told, at, progress };
}

describe('progress of a pull', () => {
  it('is one line on a terminal, written over a few times a second, and cleared in the end', () => {
    const { told, at, progress } = line(true);
    at(0, 0);
    at(50, 1_000_000);
    at(1000, 50_000_000);
    progress.finish();
    progress.finish();
    expect(told).to.deep.equal([
      '\r\u001b[Ktoy: 0.0 MB of 200 MB (0 %)  model.onnx',
      '\r\u001b[Ktoy: 50 MB of 200 MB (25 %), 50.0 MB/s  model.onnx',
      '\r\u001b[K',
    ]);
  });

  it('is a line every ten seconds elsewhere', () => {
    const { told, at, progress } = line(false);
    for (const ms of [0, 9000, 11_000, 15_000, 22_000]) at(ms, ms * 1000);
    progress.finish();
    expect(told).to.deep.equal([
      'toy: 11 MB of 200 MB (5 %)  model.onnx\n',
      'toy: 22 MB of 200 MB (11 %), 1.0 MB/s  model.onnx\n',
    ]);
  });

  it('does without a total', () => {
    const other = line(true);
    other.progress.show({ file: 'a', fileBytes: 1, bytes: 5_500_000, totalBytes: undefined });
    expect(other.told).to.deep.equal(['\r\u001b[Ktoy: 5.5 MB  a']);
  });
});
