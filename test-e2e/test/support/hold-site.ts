import { builtImage } from '../../src/containers/built-images.js';
import { ContainerSite } from '../../src/containers/site.js';

/** `node hold-site.js DIR`: opens a site, starts a container, tells both in a line, and waits to be killed. */
const site = await ContainerSite.open(process.argv[2] ?? '');
const image = await builtImage('sts-service-cpu');
const { pid } = await site.run({ name: 'held', image, command: ['sleep', '600'] });
process.stdout.write(`${JSON.stringify({ id: site.places.id, pid })}\n`);
setInterval(() => undefined, 60_000);
