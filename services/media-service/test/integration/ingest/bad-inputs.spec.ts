import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';

import { runChain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { listen } from '../../support/media/listen.js';

describe('inputs that cannot be dubbed', function () {
  this.timeout(30_000);
  const fixtures = new Fixtures(temporaryFolder(), 5);

  async function expectFault(input: string, code: string): Promise<void> {
    const { error } = await runChain(input, { connectTimeoutMs: 1500 }).done;
    expect(error, input).to.include({ code, field: 'input', source: input });
  }

  it('names a file that is not there, and a folder', async () => {
    await expectFault(fixtures.path('nothing.mp4'), 'INPUT_UNREACHABLE');
    await expectFault(fixtures.folder, 'INPUT_UNREACHABLE');
  });

  it('names what is not media', async () => {
    const text = fixtures.path('text.ts');
    writeFileSync(text, 'This is only text, and plenty of it.\n'.repeat(1000));
    await expectFault(text, 'INPUT_NOT_MEDIA');
    const empty = fixtures.path('empty.mp4');
    writeFileSync(empty, '');
    await expectFault(empty, 'INPUT_NOT_MEDIA');
  });

  it('names a server that is not there, one that has no such stream, and one that is silent', async () => {
    await expectFault('rtmp://127.0.0.1:9/live/a', 'INPUT_UNREACHABLE');
    await expectFault('http://127.0.0.1:9/live/a.flv', 'INPUT_UNREACHABLE');
    const missing = await listen(createServer((_request, response) => response.writeHead(404).end()));
    await expectFault(`http://127.0.0.1:${missing}/live/a.flv`, 'INPUT_UNREACHABLE');
    const silent = await listen(
      createServer((_request, response) => response.writeHead(200, { 'content-type': 'video/x-flv' }).flushHeaders()),
    );
    await expectFault(`http://127.0.0.1:${silent}/live/a.flv`, 'INPUT_UNREACHABLE');
  });

  it('asks for sound', async () => {
    await expectFault(await fixtures.videoOnly('mute.mp4'), 'INPUT_NO_AUDIO');
  });

  it('names the codec of video that is not H.264', async () => {
    const file = await fixtures.otherVideo('vp8.webm');
    const { error } = await runChain(file).done;
    expect(error?.code).to.equal('INPUT_VIDEO_UNSUPPORTED');
    expect(error?.message).to.contain('vp8');
  });
});
