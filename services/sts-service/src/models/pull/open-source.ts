import { FolderSource } from './folder-source.js';
import { HubSource } from './hub/hub-source.js';
import type { PullLimits } from './limits.js';
import type { ModelSource } from './source.js';

export interface SourceOptions {
  /** `https:` and `http:` are hubs or mirrors of one, `file:` is a folder. */
  readonly url: string;
  readonly token?: string;
  readonly limits: PullLimits;
}

export function openSource({ url, token, limits }: SourceOptions): ModelSource {
  return new URL(url).protocol === 'file:' ? new FolderSource(url) : new HubSource({ url, token, limits });
}
