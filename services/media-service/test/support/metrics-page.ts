import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.js';

/** The page with every metric of both services. */
const metricsFile = join(packageRoot, '../../docs/metrics.md');

export interface DescribedMetric {
  readonly name: string;
  readonly type: string;
  /** Sorted. */
  readonly labels: readonly string[];
  readonly help: string;
}

/** What Node's client library tells of the process; the page names those alone that somebody looks at. */
export const ofTheProcess = ({ name }: DescribedMetric): boolean => /^media_(process|nodejs)_/.test(name);

/** What the page says of this service. */
export function writtenMetrics(): DescribedMetric[] {
  const cell = (text: string): string => text.trim().replaceAll('`', '');
  return readFileSync(metricsFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| media-service '))
    .map((line) => {
      const [, name = '', type = '', labels = '', help = ''] = line.split('|').slice(1, -1).map(cell);
      return { name, type, labels: labels === '' ? [] : labels.split(', ').sort(), help };
    });
}

/** What an answer of `/metrics` exports. Labels are those of its samples, and unknown where it has none. */
export function exportedMetrics(text: string): (Omit<DescribedMetric, 'labels'> & { labels?: readonly string[] })[] {
  return [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map(([, name = '', help = '', type = '']) => {
    const samples = [...text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?(?:\\{(.*)\\})? `, 'gm'))];
    const labels = new Set(
      samples.flatMap(([, inside = '']) => [...inside.matchAll(/(\w+)="/g)].map(([, label = '']) => label)),
    );
    labels.delete('le');
    return { name, type, help, ...(samples.length > 0 && { labels: [...labels].sort() }) };
  });
}
