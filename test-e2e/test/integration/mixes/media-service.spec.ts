import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readFlv } from '../../../src/flv/read.js';
import { writeFlv } from '../../../src/flv/write.js';
import type { AsRunSession } from '../../../src/probe/dub/as-run.js';
import { withSound } from '../../../src/probe/sound/decode.js';
import { sliceSound } from '../../../src/probe/sound/sound.js';
import { generateProgramme } from '../../../src/programme/generate.js';
import { dub } from '../../support/dub.js';
import { programmeFile } from '../../support/live.js';
import type { ContractVersion } from '../../support/mixes/contract-version.js';
import { featuresOf, protocolOf } from '../../support/mixes/expected.js';
import { dubWithService, type DubbedStream } from '../../support/mixes/media-stream.js';
import { pinnedBy } from '../../support/mixes/pinned.js';
import { farAhead, next } from '../../support/mixes/pretended.js';
import { released, releasedVersions } from '../../support/mixes/released.js';
import { MixServer } from '../../support/mixes/server.js';
import { dubOf, transcriptOf, type ServerSession } from '../../support/mixes/server-session.js';
import { sine } from '../../support/sounds.js';

/** The first two sentences of the programme. */
const LENGTH_MS = 9_000;
/** Neither speech nor music is so loud up there, and a dub of any length is a piece of this. */
const TONE_HZ = 5_000;
const longestTone = Buffer.from(Int16Array.from(sine(15, TONE_HZ, 6_000)).buffer);

/** A dub that lasts nine tenths of its original. */
const say = ({ durationMs }: { durationMs: number }): Buffer =>
  longestTone.subarray(0, 96 * Math.round(0.9 * durationMs));

const newest = releasedVersions.at(-1) ?? '';

interface Run extends DubbedStream {
  server: MixServer;
  /** How loud the tone is while each dub is placed, and a second before the first, in dB. */
  toneDb: { before: number; during: number[] };
}

describe('media-service as it is built, and servers of every version', function () {
  this.timeout(120_000);
  let dir: string;
  let input: string;
  let built: ContractVersion;
  const runs = new Map<string, Promise<Run>>();
  const servers: MixServer[] = [];

  const serverOf = async (version: ContractVersion): Promise<MixServer> => {
    // Each server loses its client once, while the second fragment is under way.
    const taken = (session: ServerSession): void => {
      if (session.fragments.length !== 2 || session.resumes > 0) return;
      session.hold();
      server.drop();
      void session.away.then(() => session.release());
    };
    const server = await MixServer.start(version, { say, taken, thinkMs: 1_000 });
    servers.push(server);
    return server;
  };

  const run = async (version: ContractVersion): Promise<Run> => {
    const server = await serverOf(version);
    const dubbed = await dubWithService(version, input, server.url, join(dir, version.name.replaceAll(' ', '-')));
    return { ...dubbed, server, toneDb: await toneIn(dubbed.output, dubbed.asRun) };
  };

  before(async () => {
    built = await pinnedBy('media-service');
    await generateProgramme({ file: programmeFile });
    dir = await mkdtemp(join(tmpdir(), 'dubbing-mixes-'));
    input = join(dir, 'input.flv');
    const tags = readFlv(await readFile(programmeFile));
    await writeFile(input, writeFlv(tags.filter(({ timestampMs }) => timestampMs < LENGTH_MS)));
    const versions = await Promise.all(releasedVersions.map(released));
    // They go at the pace of the file, and cost little beside each other.
    for (const version of [...versions, next(await released(newest))]) {
      const begun = run(version);
      // Who is asked later must not count as unhandled until then.
      begun.catch(() => undefined);
      runs.set(version.name, begun);
    }
  });

  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  for (const name of [...releasedVersions, `the next after ${newest}`]) {
    describe(`a server of ${name}`, () => {
      let done: Run;
      let session: ServerSession;
      before(async () => {
        const begun = runs.get(name);
        if (begun === undefined) throw new Error(`${name} was not run`);
        done = await begun;
        const [only] = done.server.sessions;
        if (only === undefined) throw new Error(`there was no session: ${JSON.stringify(done.status)}`);
        session = only;
      });

      it('is spoken to in the newest version that both know, with the features of both', () => {
        const { server } = done;
        expect(session.protocol).to.equal(protocolOf(built.range, server.version.range));
        expect(session.features).to.deep.equal(featuresOf(built, server.version));
        expect(server.refused).to.deep.equal([]);
      });

      it('has a client over HTTP of its own version, which reads what became of its stream', () => {
        const { status, asRun } = done;
        expect(status).to.deep.include({ id: 'mixes', state: 'ended', restarts: 0, targetLanguages: ['es'] });
        expect(status.languages.map(({ language, spoken }) => [language, spoken])).to.deep.equal([
          ['es', asRun.fragments.length],
        ]);
      });

      it('loses its client, and answers it in the same session when it is back', () => {
        expect(done.server.sessions).to.have.length(1);
        expect(session.resumes).to.equal(1);
        const sequences = session.fragments.map(({ sequence }) => sequence);
        expect(sequences).to.deep.equal(sequences.map((_, index) => index));
      });

      it('has each of its dubs on the programme, where its original was', () => {
        const { asRun, toneDb } = done;
        expect(asRun.fragments.length).to.be.greaterThan(1);
        expect(asRun.fragments).to.have.length(session.fragments.length);
        for (const [sequence, { transcript, dubs, startMs }] of asRun.fragments.entries()) {
          expect(transcript).to.equal(transcriptOf(sequence));
          expect(dubs.map(({ outcome, text }) => [outcome, text])).to.deep.equal([['spoken', dubOf('es', sequence)]]);
          expect(dubs[0]?.placedStartMs).to.be.within(startMs, startMs + 1_000);
        }
        for (const db of toneDb.during) expect(db).to.be.greaterThan(toneDb.before + 30);
      });

      it('lets viewers read along: as it is heard where both have partial transcripts, and afterwards where not', () => {
        const told = (kind: string, language: string): string[] =>
          done.captions
            .filter(({ name, caption }) => name === kind && caption.language === language)
            .map(({ caption }) => caption.text);
        const count = done.asRun.fragments.length;
        const numbers = Array.from({ length: count }, (_, index) => index);
        expect(told('dub', 'es')).to.deep.equal(numbers.map((n) => dubOf('es', n)));
        expect(told('final', 'en')).to.deep.equal(numbers.map(transcriptOf));
        const partials = told('partial', 'en');
        expect(partials.length > 0).to.equal(session.features.includes('partials'));
        expect(session.partials > 0).to.equal(session.features.includes('partials'));
        expect(partials.filter((text) => text !== 'This is')).to.deep.equal([]);
      });
    });
  }

  it('is told both ranges by a server of a later age, and says so', async () => {
    const server = await serverOf(farAhead(await released(newest)));
    const output = join(dir, 'refused-es.ts');
    const { code, output: said } = await dub(
      '--fast',
      '--input',
      input,
      '--target',
      'es',
      '--output',
      output,
      '--sts',
      server.url,
    );
    expect(code).to.equal(1);
    expect(said).to.contain('PROTOCOL_UNSUPPORTED').and.to.contain('7.0 to 7.4');
    expect(said).to.contain(`${built.range.min} to ${built.range.max}`);
  });
});

async function toneIn(file: string, { fragments, outputs }: AsRunSession): Promise<Run['toneDb']> {
  const zeroMs = outputs[0]?.zeroMs ?? 0;
  const dubs = fragments.flatMap((fragment) => fragment.dubs);
  return withSound(file, (runs) => {
    // Fades at either end are not measured.
    const db = (fromMs: number, toMs: number): number => toneDb(sliceSound(runs, fromMs - zeroMs, toMs - zeroMs));
    const during = dubs.map(({ placedStartMs = 0, placedEndMs = 0 }) => db(placedStartMs + 100, placedEndMs - 100));
    const firstMs = Math.min(...dubs.map(({ placedStartMs = 0 }) => placedStartMs));
    return { before: db(firstMs - 600, firstMs - 100), during };
  });
}

/** The amplitude of the tone in a piece of sound, in dB of full scale. */
function toneDb(samples: Float32Array): number {
  let [re, im] = [0, 0];
  samples.forEach((value, n) => {
    re += value * Math.cos((2 * Math.PI * TONE_HZ * n) / 48_000);
    im += value * Math.sin((2 * Math.PI * TONE_HZ * n) / 48_000);
  });
  return 20 * Math.log10((2 * Math.hypot(re, im)) / samples.length + 1e-9);
}
