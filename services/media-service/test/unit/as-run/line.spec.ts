import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fragmentLine, outputLine } from '../../../src/as-run/line.js';
import { packageRoot } from '../../../src/package-root.js';
import { fullFragmentRun } from '../../support/runs.js';

const beneath = { bed: 'duck', duckDepthDb: 15 } as const;
const context = { streamId: 'news', sourceLanguage: 'en', session: '2030-01-01T00:00:00.000Z', ...beneath };
const recordedAt = '2030-01-01T00:01:06.200Z';
const output = { language: 'es', url: 'rtmp://host/live/news/out/es', zeroPtsNs: -10_000_000_000n };

const fragment = (): unknown => JSON.parse(fragmentLine(context, fullFragmentRun, recordedAt));
const outputOf = (): unknown => JSON.parse(outputLine(context, output, recordedAt));

/** `a`, `b[].c`: the paths of what is no object. */
function pathsOf(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) return pathsOf(value[0], `${prefix}[]`);
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, field]) => pathsOf(field, prefix === '' ? key : `${prefix}.${key}`));
}

describe('The lines of the as-run record', () => {
  it('carry times as decimal strings', () => {
    expect(fragment()).to.deep.include({ type: 'fragment', version: 1, startPtsNs: '61000000000' });
    expect(outputOf()).to.deep.equal({
      type: 'output',
      version: 1,
      streamId: 'news',
      session: context.session,
      language: 'es',
      url: 'rtmp://host/live/news/out/es',
      recordedAt,
      ...beneath,
      zeroPtsNs: '-10000000000',
    });
  });

  it('are one line each, whatever was said', () => {
    const run = { ...fullFragmentRun, transcript: 'two\nlines\u2028"quoted"' };
    expect(fragmentLine(context, run, recordedAt)).not.to.contain('\n');
  });

  describe('in docs/as-run.md', () => {
    let page = '';
    before(function () {
      const path = join(packageRoot, '../../docs/as-run.md');
      if (!existsSync(path)) {
        console.log('      skipped: docs/as-run.md is not beside this service');
        this.skip();
      }
      page = readFileSync(path, 'utf8');
    });

    const documented = (heading: string): string[] => {
      const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
      return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path ?? '');
    };

    it('have every field told of, and no other', () => {
      expect(documented('A fragment')).to.have.members(pathsOf(fragment()));
      expect(documented('An output')).to.have.members(pathsOf(outputOf()));
    });

    it('have an example that has only such fields', () => {
      const [example = '', outputExample = ''] = [...page.matchAll(/^```json\n([^]*?)```/gm)].map(
        ([, text]) => text ?? '',
      );
      expect(pathsOf(fragment())).to.include.members(pathsOf(JSON.parse(example)));
      expect(pathsOf(JSON.parse(outputExample))).to.have.members(pathsOf(outputOf()));
    });
  });
});
