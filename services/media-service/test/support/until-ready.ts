/** Waits until a service takes new streams, which beside MediaMTX it does once it has heard of it; mocha's timeout bounds it. */
export async function untilReady(url: string): Promise<void> {
  while (!(await fetch(`${url}/health/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 20));
}
