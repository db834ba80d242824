import { LanguageStatus } from '@dubbing/contracts';
import { expect } from 'chai';
import { readDemoArguments } from '../../../src/demo/arguments.js';
import { judge } from '../../../src/demo/summary.js';
import { summaryTable } from '../../../src/demo/table.js';

const status = (fields: Partial<LanguageStatus>): LanguageStatus =>
  Object.assign(
    new LanguageStatus(),
    {
      language: 'es',
      onAir: true,
      spoken: 12,
      empty: 0,
      late: 0,
      failed: 0,
      skipped: 0,
      fallbacks: 1,
      dubLagMsP50: 2_100.4,
    },
    fields,
  );

describe('the arguments of the demo', () => {
  it('default to the usual ports and no end', () => {
    expect(readDemoArguments([])).to.deep.equal({
      seconds: undefined,
      recordDir: undefined,
      delayMs: undefined,
      ports: { http: 8080, sts: 8090, rtmp: 1935, flv: 8000 },
    });
  });

  it('are read', () => {
    expect(readDemoArguments(['--seconds', '90', '--record', '/tmp/out', '--port', '81'])).to.deep.include({
      seconds: 90,
      recordDir: '/tmp/out',
    });
  });

  it('are refused by name', () => {
    expect(() => readDemoArguments(['--seconds', 'ninety']))
      .to.throw()
      .that.includes({ code: 'ARGUMENT_INVALID', field: '--seconds' });
    expect(() => readDemoArguments(['--port', '70000']))
      .to.throw()
      .that.includes({ field: '--port' });
    expect(() => readDemoArguments(['--what']))
      .to.throw()
      .that.includes({ code: 'ARGUMENT_INVALID' });
  });
});

describe('the judgement of a run', () => {
  it('is content with dubbed speech', () => {
    expect(judge(status({}), 90, undefined, undefined)).to.deep.equal([]);
  });

  it('is not content without, and says why', () => {
    expect(judge(status({ onAir: false, spoken: 0 }), 90, undefined, undefined)).to.have.length(2);
    expect(judge(status({ spoken: 3 }), 90, undefined, undefined)[0]).to.contain('3 segments');
    expect(judge(status({}), 90, undefined, 'HTTP 404')[0]).to.contain('HTTP 404');
  });

  it('is shown in a table with a column per language', () => {
    const text = summaryTable({
      ok: true,
      seconds: 90,
      delayMs: 8_000,
      sts: { state: 'connected', engines: [], replyMsP50: 1_500, replyMsP99: 2_500.6 },
      languages: [{ language: 'es', status: status({}), problems: [] }],
    });
    expect(text).to.match(/segments spoken\s+12/);
    expect(text).to.match(/dub lag p50 .*2100 ms/);
    expect(text).to.match(/reply time p50 \/ p99\s+1500 ms \/ 2501 ms/);
    expect(text).to.match(/fallbacks to the original\s+1/);
  });
});
