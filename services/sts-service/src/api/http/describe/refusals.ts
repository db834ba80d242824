import { errorResponse, type ResponseDescription } from '@dubbing/contracts/schema';
import { statusOf } from '../http-error.js';

/**
 * The refusals of a route by their statuses.
 * @param meanings what each is for people, with the codes that come with it; they have one status together.
 * @throws Error when codes of one meaning have several statuses, or a status has several meanings.
 */
export function refusals(meanings: Readonly<Record<string, readonly string[]>>): Record<string, ResponseDescription> {
  const responses: Record<string, ResponseDescription> = {};
  for (const [meaning, codes] of Object.entries(meanings)) {
    const [status, another] = new Set(codes.map(statusOf));
    if (status === undefined || another !== undefined || responses[status] !== undefined) {
      throw new Error(`"${meaning}" has not one status of its own: ${codes.join(', ')}`);
    }
    responses[status] = errorResponse(`${meaning} ${codes.map((code) => `\`${code}\``).join(', ')}.`);
  }
  return responses;
}
