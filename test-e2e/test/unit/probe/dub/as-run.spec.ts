import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DubbingError } from '@dubbing/common';
import { repositoryDir } from '../../../../src/paths.js';
import { parseAsRun, readAsRun } from '../../../../src/probe/dub/as-run.js';
import { recordedBed } from '../../../../src/probe/dub/sessions.js';

const page = readFileSync(join(repositoryDir, 'docs', 'as-run.md'), 'utf8');
/** The examples of the page that describes the record, as the lines that they stand for. */
const [fragment = '', output = ''] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) =>
  JSON.stringify(JSON.parse(text)),
);
const later = fragment.replaceAll('f17', 'f18').replace('"61000000000"', '"65000000000"');
const parse = (...texts: string[]) => parseAsRun(texts.map((text, index) => ({ name: `file${index + 1}`, text })));

describe('the as-run record as the probe reads it', () => {
  it('is what docs/as-run.md says', () => {
    const { sessions, truncatedLines, unknownLines } = parse(`${fragment}\n${output}\n`);
    expect([sessions.length, truncatedLines, unknownLines]).to.deep.equal([1, 0, 0]);
    expect(sessions[0]?.outputs).to.deep.equal([
      { language: 'es', url: 'rtmp://127.0.0.1:1935/live/news/out/es', zeroMs: 1_000, bed: 'duck', duckDepthDb: 15 },
    ]);
    const { dubs = [], ...rest } = sessions[0]?.fragments[0] ?? {};
    expect(rest).to.deep.equal({
      fragmentId: 'f17',
      sequence: 17,
      startMs: 61_000,
      endMs: 63_400,
      transcript: 'Good evening.',
    });
    expect(dubs[0]).to.include({ outcome: 'spoken', placedStartMs: 61_000, placedEndMs: 62_900, lagMs: 0 });
    expect(dubs[1]).to.deep.equal({ language: 'ca', outcome: 'failed', reason: 'ENGINE_CRASHED' });
  });

  it('tells what lies beneath the dubs of the run that began last', () => {
    const separate = output.replace('"duck"', '"separate"').replace(':15', ':20');
    const later = separate.replace('"session":"2030-01-01T00:00:00.000Z"', '"session":"2030-01-01T01:00:00.000Z"');
    const bedOf = (...lines: string[]) =>
      recordedBed({ asRun: parse(lines.join('\n')), language: 'es', uri: 'anywhere.ts' });
    expect(bedOf(output, later)).to.deep.equal({ bed: 'separate', duckDepthDb: 20 });
    expect(bedOf(output.replace('"bed"', '"before"').replace('"duckDepthDb"', '"before2"'))).to.deep.equal({});
  });

  it('goes on over files that were set aside, in the order of the programme', () => {
    const { sessions } = parse(`${later}\n`, `${fragment}\n`);
    expect(sessions[0]?.fragments.map(({ fragmentId }) => fragmentId)).to.deep.equal(['f17', 'f18']);
  });

  it('is told apart by runs of the worker', () => {
    const restarted = fragment.replace('"session":"2030-01-01T00:00:00.000Z"', '"session":"2030-01-01T01:00:00.000Z"');
    expect(parse(`${fragment}\n${restarted}\n`).sessions.map(({ fragments }) => fragments.length)).to.deep.equal([
      1, 1,
    ]);
  });

  it('may end in the middle of a line', () => {
    const { sessions, truncatedLines } = parse(`${fragment}\n${later.slice(0, 90)}`);
    expect([sessions[0]?.fragments.length, truncatedLines]).to.deep.equal([1, 1]);
  });

  it('may hold kinds of lines that this reader does not know', () => {
    expect(parse(`{"type":"weather","version":9}\n${fragment}\n`).unknownLines).to.equal(1);
  });

  const faults: [string, string, string][] = [
    ['a line that is no JSON', `${fragment}\n{"type":"fragm\n${later}\n`, 'file1:2'],
    ['a line that is no object', `${fragment}\n\n17\n`, 'file1:3'],
    ['a time that is no number', `${fragment.replace('"61000000000"', '"soon"')}\n`, 'file1:1'],
    ['an outcome that nobody knows', `${fragment.replace('"spoken"', '"sung"')}\n`, 'file1:1'],
    ['a fragment without languages', `${fragment.replace('"languages"', '"tongues"')}\n`, 'file1:1'],
    ['an output without a time', `${output.replace('zeroPtsNs', 'zero')}\n`, 'file1:1'],
  ];
  for (const [what, text, place] of faults) {
    it(`is refused for ${what}, which is named`, () => {
      expect(() => parse(text))
        .to.throw(DubbingError)
        .that.includes({ code: 'AS_RUN_INVALID', source: place });
    });
  }

  it('is refused when it is not there', async () => {
    const error = await readAsRun(['/nowhere/news.jsonl']).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(DubbingError).that.includes({ code: 'AS_RUN_INVALID' });
  });
});
