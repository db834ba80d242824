import { createLogger, type Logger } from './logger.js';

/** For tests, and for parts whose owner gave no logger. */
export const silentLogger: Logger = createLogger({ service: 'none', level: 'silent' });
