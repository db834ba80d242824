import { expect } from 'chai';
import { createLogger, DubbingError, silentLogger, type LogLevel } from '../../../src/index.js';

function recorder(level?: LogLevel) {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'test',
    ...(level !== undefined && { level }),
    write: (line) => lines.push(line),
  });
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, records };
}

describe('createLogger', () => {
  it('writes one JSON object per line', () => {
    const { logger, lines, records } = recorder();
    logger.info('two\nlines', { delayMs: 8000 });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^\{"time":"[^"]+Z","level":"info","service":"test","msg":.*\}\n$/);
    expect(records()[0]).to.include({ msg: 'two\nlines', delayMs: 8000 });
  });

  it('leaves out what is below its level', () => {
    for (const [level, count] of [
      ['trace', 5],
      ['warn', 2],
      ['silent', 0],
      [undefined, 3],
    ] as const) {
      const { logger, lines } = recorder(level);
      for (const name of ['trace', 'debug', 'info', 'warn', 'error'] as const) logger[name]('hello');
      expect(lines, level).to.have.length(count);
    }
    silentLogger.error('nothing of this is seen');
  });

  it('lets children add fields, and never replace the head of the line', () => {
    const { logger, records } = recorder();
    logger.child({ streamId: 'news' }).child({ language: 'es' }).warn('late', { level: 'x', msg: 'y' });
    expect(records()[0]).to.include({ streamId: 'news', language: 'es', level: 'warn', msg: 'late' });
  });

  it('shows errors with their code, source and cause', () => {
    const { logger, records } = recorder();
    const error = new DubbingError('INPUT_UNREACHABLE', 'no answer', {
      source: 'rtmp://me:secret@host/x',
      retryable: true,
      cause: new Error('ECONNREFUSED'),
    });
    logger.error('ingest failed', { error });
    const shown = records()[0]?.['error'] as Record<string, unknown>;
    expect(shown).to.include({ code: 'INPUT_UNREACHABLE', retryable: true, source: 'rtmp://[redacted]@host/x' });
    expect(shown['stack']).to.be.a('string');
    expect(shown['cause']).to.include({ message: 'ECONNREFUSED' });
  });

  it('hides secrets wherever they are', () => {
    const { logger, lines } = recorder();
    logger.child({ password: 'hunter2' }).info('open rtmp://u:hunter2@h/x', {
      output: { streamKey: 'hunter2', urls: ['srt://h?passphrase=hunter2'] },
      token: 'hunter2',
      error: new Error('cannot open rtmp://u:hunter2@h/x'),
    });
    expect(lines.join('')).to.not.contain('hunter2');
  });

  it('writes whatever it is given, and never throws', () => {
    const { logger, records } = recorder();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    logger.info('odd', {
      ptsNs: 12n,
      bytes: Buffer.alloc(5),
      when: new Date(0),
      never: new Date(Number.NaN),
      call: () => 1,
      name: Symbol('s'),
      nothing: null,
      list: Array.from({ length: 500 }, () => 0),
      long: 'x'.repeat(100_000),
      circular,
      circularError: Object.assign(new Error('e'), {}),
    });
    const record = records()[0];
    expect(record).to.include({
      ptsNs: '12',
      bytes: '[5 bytes]',
      when: '1970-01-01T00:00:00.000Z',
      never: null,
      call: '[function]',
      name: 'Symbol(s)',
      nothing: null,
    });
    expect(record?.['list']).to.have.length(100);
    expect(record?.['long']).to.have.length(8193);
    expect(JSON.stringify(record?.['circular'])).to.contain('[too deep]');
  });
});
