import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { DubbingError } from '@dubbing/common';
import { readSoakArguments } from '../../../src/soak/arguments.js';
import { Chance } from '../../../src/soak/chance.js';
import { excessSilence } from '../../../src/soak/excess-silence.js';
import { order, type Fault } from '../../../src/soak/faults.js';
import { countFrames } from '../../../src/soak/lost-frames.js';
import { judge, reportRows, type SoakReport } from '../../../src/soak/report.js';
import { slopeOf } from '../../../src/soak/slope.js';
import { TcpProxy } from '../../../src/soak/tcp-proxy.js';

describe('the slope of readings', () => {
  it('is that of a line, to a certainty that its scatter leaves', () => {
    const readings = Array.from({ length: 100 }, (_, n) => ({ atS: 2 * n, value: 80 + n / 100 + (n % 2) }));
    const slope = slopeOf(readings);
    expect(slope?.perHour).to.be.closeTo(18, slope?.errorPerHour ?? 0);
    expect(slope?.errorPerHour).to.be.within(1, 20);
    expect(slope?.readings).to.equal(100);
  });

  it('is not known of two readings, or of several at one moment', () => {
    expect(
      slopeOf([
        { atS: 0, value: 1 },
        { atS: 1, value: 2 },
      ]),
    ).to.equal(undefined);
    expect(slopeOf([1, 2, 3].map((value) => ({ atS: 5, value })))).to.equal(undefined);
  });
});

describe('frames that were lost', () => {
  const reference = ['a', 'b', 'c', 'd', 'e'];
  const count = (publications: number[], received: string) => countFrames(reference, publications, [...received]);

  it('are none where all arrived, loops included, from where the recording begins to where it ends', () => {
    expect(count([12], 'cdeabcdea')).to.include({ lost: 0, foreign: 0, lostOnReturn: 0, lostWithSource: 0 });
  });

  it('are counted where some are missing', () => {
    expect(count([12], 'abeabcd')).to.include({ lost: 2, foreign: 0 });
    expect(count([20], 'abcdbcde')).to.include({ lost: 2, foreign: 0 });
  });

  it('are told from those that the source took with it, and those before it was taken up again', () => {
    expect(count([7, 6, 9], 'abcdecdeaabcd')).to.include({
      lost: 0,
      lostWithSource: 2,
      lostOnReturn: 2,
      foreign: 0,
    });
  });

  it('are told from pictures that were never published', () => {
    expect(count([5], 'abxcd')).to.include({ foreign: 1, lost: 0 });
  });
});

describe('silence beyond the source’s', () => {
  const silences = (...lengths: number[]) =>
    lengths.map((durationMs, index) => ({ startMs: index * 20_000, durationMs }));

  it('is what is longer than the source’s break', () => {
    expect(excessSilence(silences(20, 3_400, 6_100), [3_000, 6_000])).to.deep.equal({
      startMs: 20_000,
      durationMs: 400,
    });
  });

  it('is all of a silence without a break', () => {
    expect(excessSilence(silences(700), []).durationMs).to.equal(700);
    expect(excessSilence(silences(150, 3_000), [3_000]).durationMs).to.equal(150);
  });

  it('is none where the output bridged the breaks', () => {
    expect(excessSilence([], [3_000]).durationMs).to.equal(0);
  });
});

describe('faults', () => {
  const faults = ['a', 'b', 'c'].map((name): Fault => ({
    name,
    shortestMs: 10,
    longestMs: 20,
    begin: () => Promise.resolve(),
    end: () => Promise.resolve(),
  }));
  const drawn = (seed: number): string[] => {
    const names: string[] = [];
    for (const { fault, lengthMs } of order(faults, new Chance(seed))) {
      expect(lengthMs).to.be.within(10, 20);
      if (names.push(fault.name) === 12) break;
    }
    return names;
  };

  it('come in the order of the seed, each kind as often as any other', () => {
    expect(drawn(1)).to.deep.equal(drawn(1));
    expect(drawn(1)).not.to.deep.equal(drawn(2));
    for (const name of ['a', 'b', 'c']) expect(drawn(3).filter((one) => one === name)).to.have.length(4);
  });
});

describe('a network that can be cut', () => {
  const reach = async (port: number): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };

  it('passes on, breaks, refuses and passes on again', async () => {
    const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const address = echo.address();
    const proxy = await TcpProxy.start(typeof address === 'object' && address !== null ? address.port : 0);
    try {
      const first = await reach(proxy.port);
      first.write('to and fro');
      expect(String((await once(first, 'data'))[0])).to.equal('to and fro');
      const broken = once(first, 'close').catch((error: unknown) => error);
      first.on('error', () => undefined);
      await proxy.cut();
      await broken;
      expect(await reach(proxy.port).catch((error: NodeJS.ErrnoException) => error.code)).to.equal('ECONNREFUSED');
      await proxy.restore();
      const second = await reach(proxy.port);
      second.write('again');
      expect(String((await once(second, 'data'))[0])).to.equal('again');
      second.destroy();
    } finally {
      await proxy.close();
      echo.close();
    }
  });
});

describe('what a soak is judged by', () => {
  const good: Omit<SoakReport, 'missed'> = {
    minutes: 60,
    seed: 1,
    faults: { 'STS killed': 3 },
    notTried: [],
    memory: {
      worker: { perHour: 3, errorPerHour: 2, readings: 100 },
      service: undefined,
      workerMib: 90,
      serviceMib: 80,
    },
    frames: { published: 10, received: 9, lost: 0, lostOnReturn: 0, lostWithSource: 1, foreign: 0 },
    recordings: 1,
    silence: { startMs: 0, durationMs: 0 },
    sourceBreaksMs: [2_000],
    states: { live: 10 },
    restarts: { workers: 0, outputs: 3 },
    unanswered: 0,
  };

  it('are its aims', () => {
    expect(judge(good)).to.deep.equal([]);
    expect(judge({ ...good, frames: { ...good.frames, lost: 2 } })).to.have.length(1);
    expect(judge({ ...good, frames: { ...good.frames, received: 0 } })).to.have.length(1);
    expect(judge({ ...good, frames: { ...good.frames, foreign: 1 } })).to.have.length(1);
    expect(judge({ ...good, frames: { ...good.frames, lostOnReturn: 91 } })).to.have.length(1);
    expect(judge({ ...good, silence: { startMs: 0, durationMs: 250 } })).to.have.length(1);
    expect(judge({ ...good, restarts: { workers: 1, outputs: 0 } })).to.have.length(1);
  });

  it('is a slope only where it is surely one, and after half an hour', () => {
    const grows = { ...good, memory: { ...good.memory, worker: { perHour: 40, errorPerHour: 5, readings: 100 } } };
    expect(judge(grows)).to.deep.equal(['the worker grows by 40.0 MiB an hour']);
    expect(judge({ ...grows, minutes: 5 })).to.deep.equal([]);
    const unsure = { ...good, memory: { ...good.memory, worker: { perHour: 40, errorPerHour: 35, readings: 9 } } };
    expect(judge(unsure)).to.deep.equal([]);
  });

  it('is told in full', () => {
    const text = reportRows({ ...good, missed: [] })
      .flat()
      .join('\n');
    expect(text).to.include('3.0 ± 2.0 MiB/h at 90 MiB (100 readings)').and.to.include('STS killed 3');
  });
});

describe('the arguments of the soak', () => {
  it('have defaults and bounds', () => {
    expect(readSoakArguments([])).to.deep.equal({ minutes: 60, seed: 1 });
    expect(readSoakArguments(['--minutes', '5', '--seed', '7'])).to.deep.equal({ minutes: 5, seed: 7 });
    expect(readSoakArguments(['--help'])).to.equal(undefined);
    for (const wrong of [
      ['--minutes', '0'],
      ['--seed', 'x'],
      ['--hours', '1'],
    ])
      expect(() => readSoakArguments(wrong))
        .to.throw(DubbingError)
        .that.includes({ code: 'ARGUMENT_INVALID' });
  });
});
