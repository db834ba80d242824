import { expect } from 'chai';
import { readProbeArguments } from '../../../src/probe/arguments.js';

describe('the arguments of the probe', () => {
  it('are read, and paths made whole', () => {
    const args = readProbeArguments([
      'srt://host:9000',
      '--reference',
      '/tmp/a.flv',
      '--language',
      'es',
      '--seconds',
      '60',
    ]);
    expect(args).to.deep.equal({
      input: 'srt://host:9000',
      reference: '/tmp/a.flv',
      asRunFile: undefined,
      language: 'es',
      bed: {},
      seconds: 60,
      jsonFile: undefined,
      pngFile: undefined,
    });
    expect(readProbeArguments(['out.ts'])?.input).to.match(/^\/.*out\.ts$/);
    expect(readProbeArguments(['out.ts'])?.seconds).to.equal(30);
  });

  it('say what lies beneath the dub', () => {
    const args = readProbeArguments(['a.ts', '--bed', 'separate', '--duck-depth-db', '12.5']);
    expect(args?.bed).to.deep.equal({ bed: 'separate', duckDepthDb: 12.5 });
  });

  it('can be asked for', () => {
    expect(readProbeArguments(['--help'])).to.equal(undefined);
  });

  for (const [field, argv] of [
    ['URI_OR_FILE', []],
    ['URI_OR_FILE', ['a.ts', 'b.ts']],
    ['--seconds', ['a.ts', '--seconds', '1']],
    ['--bed', ['a.ts', '--bed', 'water']],
    ['--duck-depth-db', ['a.ts', '--duck-depth-db', '61']],
  ] as const) {
    it(`are refused by name: ${argv.join(' ') || 'none'}`, () => {
      expect(() => readProbeArguments(argv))
        .to.throw()
        .that.includes({ code: 'ARGUMENT_INVALID', field });
    });
  }

  it('are refused when they are not known', () => {
    expect(() => readProbeArguments(['a.ts', '--what']))
      .to.throw()
      .that.includes({ code: 'ARGUMENT_INVALID' });
  });
});
