import { DubbingError } from '@dubbing/common';
import { Router } from 'express';
import { readRecord, type RecordQuery } from '../as-run/read-record.js';
import { errorCodes } from '../errors.js';
import type { StreamRegistry } from '../streams/registry.js';

const DEFAULT_LIMIT = 500;
const MOST_ENTRIES = 2000;
const CURSOR = /^\d{1,20}-\d{1,16}$/;

/** `/v1/streams/:id/as-run`: the record of a stream, page by page. */
export function asRunRoutes(registry: StreamRegistry): Router {
  const router = Router();

  router.get('/:id/as-run', async (request, response) => {
    const { spec, startedAt } = registry.get(request.params.id);
    const query = { ...readQuery(request.query), since: startedAt.toISOString() };
    if (spec.asRun === undefined) {
      throw new DubbingError(errorCodes.ROUTE_UNKNOWN, `no as-run record is kept of stream ${spec.id}`);
    }
    response.json(await readRecord(spec.asRun.file, query));
  });

  return router;
}

/** @throws DubbingError ARGUMENT_INVALID naming the parameter */
function readQuery({ limit, after }: Readonly<Record<string, unknown>>): Pick<RecordQuery, 'limit' | 'after'> {
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > MOST_ENTRIES) {
    const message = `limit is a whole number from 1 to ${MOST_ENTRIES}`;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: 'limit' });
  }
  if (after === undefined) return { limit: count };
  if (typeof after === 'string' && CURSOR.test(after)) return { limit: count, after };
  throw new DubbingError(errorCodes.ARGUMENT_INVALID, 'after is the "next" of an earlier page', { field: 'after' });
}
