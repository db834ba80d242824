import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { silentLogger } from '@dubbing/common';

import { Pipeline } from '../../../src/gst/pipeline.js';
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

  it('tries again while nobody is there, and begins at a key frame whenever somebody is', async () => {
    const port = await freePort();
    const parts = ['one.ts', 'two.ts'].map((name) => fixtures.path(name));
    const output = open(`srt://127.0.0.1:${port}?latency=100`);
    let part = -1;
    const isRecorded = () => existsSync(parts[part] ?? '') && statSync(parts[part] ?? '').size > 100_000;
    await play(programme, [output], {
      speed: 1.5,
      over: () => {
        if (states.includes('retrying') && receivers.size === 0) {
          part += 1;
          if (part < 2) receive(`srt://127.0.0.1:${port}?mode=listener&latency=100`, parts[part] ?? '');
        } else if (output.state === 'live' && isRecorded()) receivers.forEach((receiver) => receiver.kill('SIGKILL'));
        return part === 2;
      },
    });
    await output.close();
    expect(states.filter((state) => state === 'live')).to.have.length(2);
    const keyFrames = (await slicesOf(source)).hashes.filter((_, index) => index % 15 === 0);
    for (const file of parts) expect(keyFrames).to.include((await slicesOf(file)).hashes[0]);
  });

  it('says that it is not let in, and does not look for it again and again', async () => {
    const port = await freePort();
    receive(`srt://127.0.0.1:${port}?mode=listener&passphrase=correct-horse`, fixtures.path('kept-out.ts'));
    const output = open(`srt://127.0.0.1:${port}?passphrase=another-horse`);
    const looks: number[] = [];
    // The first attempts may find nobody yet, and have nothing to look at.
    const perAttempt = () => Array.from({ length: output.restarts }, (_, index) => looks[index] ?? 0).filter(Boolean);
    const { read } = Pipeline.prototype;
    Pipeline.prototype.read = function (element, property) {
      looks[output.restarts] = (looks[output.restarts] ?? 0) + 1;
      return read.call(this, element, property);
    };
    try {
      await play(programme, [output], { over: () => perAttempt().length === 2 });
    } finally {
      Pipeline.prototype.read = read;
    }
    expect(output.error?.message).to.contain('lets nobody in');
    await output.close();
    // A look at the statistics costs two kilobytes that the addon never gives back.
    expect(perAttempt()).to.deep.equal([5, 1]);
    expect(states).not.to.include('live');
  });

  it('serves whoever calls, as a listener with a passphrase', async () => {
    const port = await freePort();
    const file = fixtures.path('called.ts');
    const output = open(`srt://:${port}?mode=listener&latency=200&passphrase=correct-horse`);
    let receiver: ChildProcess | undefined;
    const isRecorded = () => existsSync(file) && statSync(file).size > 400_000;
    const pictures = await play(programme, [output], {
      speed: 2,
      over: () => {
        if (output.state === 'live') {
          receiver ??= receive(`srt://127.0.0.1:${port}?latency=200&passphrase=correct-horse`, file);
        }
        return isRecorded();
      },
    });
    await output.close();
    // A caller calls again for ever; what it was sent it has by now.
    receiver?.kill('SIGKILL');
    const before = (await slicesOf(source)).hashes;
    const after = (await slicesOf(file)).hashes;
    expect(after.length).to.be.above(60);
    const first = before.indexOf(after[0] ?? '');
    expect(after).to.deep.equal(after.map((_, index) => before[(first + index) % before.length]));
    expect(after.at(-1)).to.equal(before[(pictures - 1) % before.length]);
    expect(output.restarts).to.equal(0);
  });

  it('waits, as a listener, for its port to be free', async () => {
    const port = await freePort();
    const other = createSocket('udp4');
    other.bind(port);
    await once(other, 'listening');
    const output = open(`srt://:${port}?mode=listener`);
    let isTaken = true;
    await play(programme, [output], {
      speed: 2,
      over: () => {
        if (isTaken && output.restarts > 0) other.close();
        if (output.restarts > 0) isTaken = false;
        return output.state === 'live';
      },
    });
    await output.close();
    expect(states.slice(0, 2)).to.deep.equal(['retrying', 'live']);
  });
});
