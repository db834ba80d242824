import { createServer } from 'node:net';
import { expect } from 'chai';
import { eventually } from '../../../src/eventually.js';
import { startTool } from '../../../src/process/tool.js';
import { runTool } from '../../../src/process/run-tool.js';
import { freePorts, requireFree } from '../../../src/stack/ports.js';
import { portOptions } from '../../../src/demo/arguments.js';

describe('the ports of a stack', () => {
  it('are all different and free', async () => {
    const ports = await freePorts();
    expect(new Set(Object.values(ports)).size).to.equal(4);
    await requireFree(ports, portOptions);
  });

  it('are refused by the name of the option when one is taken', async () => {
    const ports = await freePorts();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(ports.rtmp, '127.0.0.1', resolve));
    const error: unknown = await requireFree(ports, portOptions).catch((reason: unknown) => reason);
    server.close();
    expect(error).to.include({ code: 'PORT_BUSY', field: '--rtmp-port' });
    expect((error as Error).message).to.contain(String(ports.rtmp));
  });
});

describe('eventually', () => {
  it('gives the first answer that is one', async () => {
    let asked = 0;
    expect(
      await eventually(() => ((asked += 1) === 3 ? 'yes' : undefined), {
        what: 'yes',
        deadlineMs: 5_000,
        intervalMs: 1,
      }),
    ).to.equal('yes');
  });

  it('says what it waited for, and what went wrong last', async () => {
    const error: unknown = await eventually(
      () => {
        throw new Error('not there');
      },
      { what: 'a miracle', deadlineMs: 5, intervalMs: 1 },
    ).catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'CONDITION_NOT_MET' });
    expect((error as Error).message).to.contain('a miracle');
    expect((error as Error).cause)
      .to.be.an('error')
      .with.property('message', 'not there');
  });

  it('ends with its signal', async () => {
    const error: unknown = await eventually(() => false, {
      what: 'nothing',
      deadlineMs: 5_000,
      signal: AbortSignal.abort(new Error('over')),
    }).catch((reason: unknown) => reason);
    expect(error).to.have.property('message', 'over');
  });
});

describe('a media program', () => {
  it('gives back what it wrote', async () => {
    expect((await runTool('cat', [], Buffer.from('bytes'))).stdout.toString()).to.equal('bytes');
  });

  it('fails with its last words', async () => {
    const error: unknown = await runTool('ffmpeg', ['-v', 'error', '-i', '/nowhere.ts', '-f', 'null', '-']).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'TOOL_FAILED', source: 'ffmpeg' });
    expect((error as Error).message).to.contain('No such file');
  });

  it('is named when it is not installed', async () => {
    const error: unknown = await startTool('no-such-program', []).done.catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'TOOL_MISSING', source: 'no-such-program' });
  });
});
