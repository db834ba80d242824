import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { VideoConfig } from '../../../src/media/units.js';
import { AUDIO_PID, VIDEO_PID } from '../../../src/mpegts/tables.js';
import { TsSession } from '../../../src/publish/recording/ts-session.js';
import { checkTransportStream } from '../../support/mpegts/check.js';

const video: VideoConfig = {
  codec: 'h264',
  decoderConfig: Buffer.from('014d401effe100046711223301000268aa', 'hex'),
  width: 16,
  height: 16,
  caps: '',
};
const FRAME_NS = 40_000_000n;
const SOUND_NS = 21_333_333n;

describe('TsSession', () => {
  it('has pictures and sound side by side, however late the sound of a job comes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ts-session-'));
    try {
      const path = join(folder, 'job.ts');
      const session = new TsSession({ path, overwrites: true, keepsOpening: true, language: 'es', video });
      const slice = Buffer.from('00000004658880a5', 'hex');
      for (let at = 0n; at < 20_000_000_000n; at += FRAME_NS) {
        session.pushVideo({ ptsNs: at, dtsNs: at, durationNs: FRAME_NS, keyFrame: true, data: slice });
      }
      for (let at = 0n; at < 20_000_000_000n; at += SOUND_NS) {
        session.pushAudio({ ptsNs: at, durationNs: SOUND_NS, data: Buffer.alloc(340, 1) });
      }
      await session.finish();
      const found = checkTransportStream(readFileSync(path));
      expect(found.faults).to.deep.equal([]);
      expect([VIDEO_PID, AUDIO_PID].map((pid) => found.units.get(pid)?.length)).to.deep.equal([500, 938]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
