import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceEnvironment } from '../config.js';
import type { BuiltImage } from './built-images.js';
import { userOf, type BoundVolume } from './bundle.js';
import { Container } from './container.js';
import { ContainerNetwork } from './network.js';
import { placesOf, processMark, runsDir, type RunPlaces } from './places.js';
import { removeRun, removeStaleRuns } from './remains.js';

export interface RunOptions {
  name: string;
  image: BuiltImage;
  /** Over the environment of the image. */
  environment?: Readonly<Record<string, string>>;
  /** In the place of the image's command. */
  command?: readonly string[];
  /**
   * What is bound in the place of a volume, by its path in the container. A volume of the image that is not named here gets an
   * empty folder of its own, which belongs to the image's user.
   */
  volumes?: Readonly<Record<string, { source: string; readOnly?: boolean }>>;
}

/**
 * Where containers run: a network, names, and a folder for their logs and volumes. All of it goes with `close`, with the end of this
 * process whatever ends it, or, at the latest, when the next one is opened.
 */
export class ContainerSite {
  readonly #running = new Map<string, Container>();
  #count = 0;
  #closing: Promise<void> | undefined;

  private constructor(
    readonly places: RunPlaces,
    readonly network: ContainerNetwork,
    /** For logs and volumes; it is the caller's, and stays. */
    readonly dir: string,
    readonly keeper: ChildProcess,
  ) {}

  static async open(dir: string): Promise<ContainerSite> {
    await removeStaleRuns();
    const places = await ownRun();
    const keeper = spawn(process.execPath, [fileURLToPath(new URL('./keeper.js', import.meta.url)), places.id], {
      detached: true,
      env: serviceEnvironment({}),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // It must not keep this process from ending: that is what it waits for.
    keeper.unref();
    (keeper.stdin as unknown as { unref(): void }).unref();
    try {
      return new ContainerSite(places, await ContainerNetwork.create(places), dir, keeper);
    } catch (error) {
      await removeRun(places.id);
      keeper.stdin?.destroy();
      throw error;
    }
  }

  /** Starts a container. One of the same name that runs is no longer found by the others from then on. */
  async run(options: RunOptions): Promise<Container> {
    const { name, image } = options;
    this.#count += 1;
    const id = `${this.places.id}-${this.#count}`;
    const user = await userOfImage(image);
    const connection = await this.network.connect();
    const volumes = await this.#volumes(id, user, options);
    const container = await Container.start({
      name,
      id,
      image,
      user,
      connection,
      volumes,
      environment: options.environment ?? {},
      ...(options.command === undefined ? {} : { command: options.command }),
      logFile: join(this.dir, `${name}-${this.#count}.log`),
      places: this.places,
    });
    this.#running.set(name, container);
    await this.#tellNames();
    return container;
  }

  /** Ends everything and takes it away. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= removeRun(this.places.id).finally(() => this.keeper.stdin?.destroy());
    return this.#closing;
  }

  async #volumes(id: string, user: { uid: number; gid: number }, options: RunOptions): Promise<BoundVolume[]> {
    const named = options.volumes ?? {};
    const paths = new Set([...Object.keys(options.image.config.Volumes ?? {}), ...Object.keys(named)]);
    const volumes: BoundVolume[] = [];
    for (const destination of paths) {
      const { source, readOnly = false } = named[destination] ?? {};
      volumes.push({ source: source ?? (await this.#folder(id, destination, user)), destination, readOnly });
    }
    return volumes;
  }

  async #folder(id: string, destination: string, { uid, gid }: { uid: number; gid: number }): Promise<string> {
    const folder = join(this.dir, 'volumes', id, destination.slice(1).replaceAll('/', '-'));
    await mkdir(folder, { recursive: true });
    await chown(folder, uid, gid);
    return folder;
  }

  /** The file is bound into every container: it has to stay the same one. */
  async #tellNames(): Promise<void> {
    const lines = [...this.#running.values()].map(({ address, name }) => `${address} ${name}\n`);
    const file = await open(this.places.hostsFile, 'r+');
    try {
      const text = `127.0.0.1 localhost\n${lines.join('')}`;
      await file.write(text, 0);
      await file.truncate(Buffer.byteLength(text));
    } finally {
      await file.close();
    }
  }
}

/** A folder for a run that appears complete: a run without an owner would be taken for a stale one. */
async function ownRun(): Promise<RunPlaces> {
  await mkdir(runsDir, { recursive: true });
  const places = placesOf(randomBytes(4).toString('hex'));
  const made = await mkdtemp(join(runsDir, 'new-'));
  await writeFile(join(made, 'owner'), processMark(process.pid) ?? '');
  await writeFile(join(made, 'hosts'), '127.0.0.1 localhost\n', { mode: 0o644 });
  await writeFile(join(made, 'resolv.conf'), '', { mode: 0o644 });
  await mkdir(join(made, 'state'));
  await rename(made, places.dir);
  return places;
}

async function userOfImage({ rootfs, config }: BuiltImage): Promise<{ uid: number; gid: number }> {
  const read = (name: string): Promise<string> => readFile(join(rootfs, 'etc', name), 'utf8').catch(() => '');
  return userOf(config.User ?? '', await read('passwd'), await read('group'));
}
