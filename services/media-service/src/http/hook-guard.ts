import { DubbingError, type Logger } from '@dubbing/common';
import type { RequestHandler } from 'express';
import { RareLog } from '../access/rare-log.js';
import { digestOf, isSecret } from '../access/secret.js';
import { errorCodes } from '../errors.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';

/**
 * Lets through only who knows the secret: as bearer token, or as the password of Basic, which is what MediaMTX makes of the
 * user info in `authHTTPAddress`. Streams that run notice nothing of who is turned away.
 * @param secret undefined where everyone on this machine is believed
 * @throws DubbingError HOOK_UNAUTHORIZED
 */
export function hookGuard(secret: string | undefined, metrics: ServiceMetrics, logger: Logger): RequestHandler {
  const digest = secret === undefined ? undefined : digestOf(secret);
  const log = new RareLog(logger);
  return (request, response, next) => {
    if (digest === undefined) {
      next();
      return;
    }
    const given = secretOf(request.get('authorization'));
    if (given !== undefined && isSecret(given, digest)) {
      next();
      return;
    }
    const reason = given === undefined ? 'missing' : 'wrong';
    metrics.hookRefusals.inc({ reason });
    log.warn(reason, 'a call of the media server was refused: its secret is missing or wrong', {
      reason,
      from: request.socket.remoteAddress,
      path: request.originalUrl.split('?', 1)[0],
    });
    response.set('WWW-Authenticate', 'Bearer');
    next(new DubbingError(errorCodes.HOOK_UNAUTHORIZED, `the secret of the hooks is ${reason}`));
  };
}

function secretOf(header: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+) *$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const login = Buffer.from(value, 'base64').toString('utf8');
  const colon = login.indexOf(':');
  return colon < 0 ? undefined : login.slice(colon + 1);
}
