import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { silentLogger } from '@dubbing/common';

import { openOutput, type Output, type OutputState } from '../../../src/publish/output.js';
import { slicesOf } from '../../support/media/analysis.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { freePort } from '../../support/media/listen.js';
import { play, programmeOf, type Programme } from '../../support/media/programme.js';

describe('SRT out', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 4);
  const receivers = new Set<ChildProcess>();
  let source: string;
  let programme: Programme;
  let states: OutputState[];

  before(async () => {
    source = await fixtures.both('s.mp4', 'mp4mux');
    programme = await programmeOf(source);
  });
  beforeEach(() => {
    states = [];
  });
  afterEach(() => receivers.forEach((receiver) => receiver.kill('SIGKILL')));

  const open = (url: string): Output =>
    openOutput({
      url,
      language: 'es',
      video: programme.config,
      logger: silentLogger,
      onState: (state) => states.push(state),
    });

  /** A receiver that is not of this project: it writes what it hears until the sender leaves. */
  const receive = (uri: string, file: string): ChildProcess => {
    const words = ['-q', 'srtsrc', `uri=${uri}`, '!', 'filesink', 'buffer-mode=unbuffered', `location=${file}`];
    const receiver = spawn('gst-launch-1.0', words, { stdio: 'ignore' });
    receivers.add(receiver);
    receiver.once('exit', () => receivers.delete(receiver));
    return receiver;
  };

  it('arrives whole at a listener, up to the last frame of the latency, with passphrase and stream id', async () => {
    const file = fixtures.path('whole.ts');
    const query = 'latency=1500&passphrase=correct-horse&streamid=%23!::r=live/a,m=publish';
    const port = await freePort();
    const receiver = receive(`srt://127.0.0.1:${port}?mode=listener&latency=1500&passphrase=correct-horse`, file);
    const output = open(`srt://127.0.0.1:${port}?${query}`);
    await play(programme, [output], { speed: 2, over: (pictures) => pictures >= 240 && output.state === 'live' });
    await output.close();
    if (receiver.exitCode === null) await once(receiver, 'exit');
    const before = (await slicesOf(source)).hashes;
    const after = (await slicesOf(file)).hashes;
    expect(after.length).to.be.above(180);
    // The clip comes round and round, so that every frame follows its own predecessor.
    const first = before.indexOf(after[0] ?? '');
    expect(after).to.deep.equal(after.map((_, index) => before[(first + index) % before.length]));
    expect(after.at(-1)).to.equal(before[239 % before.length]);
    expect(output.dropped).to.be.below(before.length);
  });
});
