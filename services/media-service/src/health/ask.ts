import { get } from 'node:http';

/** How long an answer is waited for: shorter than the usual limit of whoever runs health checks, so that there is a reason. */
const PATIENCE_MS = 3000;
const MOST_BYTES = 65_536;
const LONGEST_TOLD = 400;

/** What became of asking a service how it is. */
export interface Answer {
  readonly isWell: boolean;
  /** One line. */
  readonly told: string;
}

/** The address to ask on this machine, whichever addresses the service listens on. */
export function healthUrl({ host, port }: { readonly host: string; readonly port: number }): string {
  const own = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${own.includes(':') ? `[${own}]` : own}:${port}/health`;
}

/** Asks for `/health`. A service that says that it is degraded, or that it is draining, is well: it does its work. */
export async function askHealth(url: string, patienceMs = PATIENCE_MS): Promise<Answer> {
  try {
    const { status, text } = await ask(url, patienceMs);
    const told = describe(JSON.parse(text)) ?? `${url} answered ${status}`;
    return { isWell: status === 200, told: oneLine(told) };
  } catch (error) {
    return { isWell: false, told: oneLine(`${url} does not answer: ${reasonOf(error, patienceMs)}`) };
  }
}

/** Not by `fetch`, which knows ports that it never asks, and takes longer to load than the whole answer takes. */
function ask(url: string, patienceMs: number): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(patienceMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.length > MOST_BYTES) request.destroy(new Error('the answer has no end'));
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    request.on('error', reject);
  });
}

function describe(report: unknown): string | undefined {
  if (typeof report !== 'object' || report === null || !('status' in report)) return undefined;
  const parts = 'parts' in report && typeof report.parts === 'object' && report.parts !== null ? report.parts : {};
  const problems = Object.entries(parts as Record<string, { problem?: unknown } | null>).flatMap(([name, part]) =>
    typeof part?.problem === 'string' ? [`${name}: ${part.problem}`] : [],
  );
  return [String(report.status), ...problems].join('; ');
}

function reasonOf(error: unknown, patienceMs: number): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'AbortError' ? `nothing came within ${patienceMs} ms` : error.message;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_TOLD);
}
