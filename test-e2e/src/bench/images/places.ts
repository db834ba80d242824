import { ContainerPair } from '../../containers/pair.js';
import type { ContainerMemory } from '../../containers/container.js';
import { freePorts } from '../../stack/ports.js';
import type { Service } from '../../stack/service.js';
import { Stack } from '../../stack/stack.js';
import { treeOf, usageOf } from '../process-usage.js';
import type { Place } from './measure.js';

/** The images, each in a container. */
export async function inContainers(dir: string, language: string): Promise<Place> {
  const pair = await ContainerPair.open({ dir, media: { MEDIA_TARGET_LANGUAGES: language } });
  return {
    // Another container of media-service has another address.
    get api() {
      return pair.api;
    },
    publishUrl: (id) => pair.publishUrl(id),
    flvUrl: (id, target) => pair.flvUrl(id, target),
    media: { start: () => pair.startMedia(), stop: () => pair.media.stop(), memory: () => pair.media.memory() },
    sts: { start: () => pair.startSts(), stop: () => pair.sts.stop(), memory: () => pair.sts.memory() },
    close: () => pair.close(),
  };
}

/** The same services as they lie in the working tree, as processes of this machine, with this machine's Node. */
export async function inWorkingTree(dir: string, language: string): Promise<Place> {
  const { signal } = new AbortController();
  const stack = await Stack.start({
    ports: await freePorts(),
    dir,
    signal,
    media: { MEDIA_TARGET_LANGUAGES: language },
  });
  await Promise.all([stack.media.stop(), stack.sts.stop()]);
  const part = (service: Service): Place['media'] => ({
    start: () => service.start(signal),
    stop: () => service.stop(),
    memory: () => memoryOf(service.pid),
  });
  return {
    api: stack.api,
    publishUrl: (id) => stack.publishUrl(id),
    flvUrl: (id, target) => stack.flvUrl(id, target),
    media: part(stack.media),
    sts: part(stack.sts),
    close: () => stack.close(),
  };
}

function memoryOf(pid: number | undefined): ContainerMemory {
  const used = pid === undefined ? [] : treeOf(pid).flatMap((member) => usageOf(member) ?? []);
  return {
    processes: used.length,
    residentMib: used.reduce((sum, { residentMemoryMib }) => sum + residentMemoryMib, 0),
    proportionalMib: used.reduce((sum, { proportionalMemoryMib }) => sum + proportionalMemoryMib, 0),
  };
}
