import { Gauge, type Registry } from 'prom-client';

export type SetValue = (labels: Readonly<Record<string, string>>, value: number | undefined) => void;

/** A gauge that is filled anew at each scrape, so that streams that are gone leave no series behind. */
export function filledGauge(
  registry: Registry,
  { name, help, labelNames }: { readonly name: string; readonly help: string; readonly labelNames: string[] },
  fill: (set: SetValue) => void | Promise<void>,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      return fill((labels, value) => {
        if (value !== undefined && Number.isFinite(value)) this.set(labels, value);
      });
    },
  });
}
