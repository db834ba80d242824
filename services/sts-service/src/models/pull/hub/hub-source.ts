import { eachFile } from '../each-file.js';
import type { PullLimits } from '../limits.js';
import { withRetries } from '../retry.js';
import type { ModelSource, OpenOptions, OpenedFile, StatedFile, StatedModel, WantedModel } from '../source.js';
import { StallWatch } from '../stall-watch.js';
import { HubClient, type HubAnswer, type HubClientOptions } from './hub-client.js';
import { errorOfStatus, shownUrl } from './hub-errors.js';
import { openedFile } from './opened-file.js';

const commitPattern = /^[0-9a-f]{40}$/;
const sha256Pattern = /^[0-9a-f]{64}$/;

/**
 * A hub that speaks as Hugging Face does, or a static mirror of one: `REPOSITORY/resolve/REVISION/FILE`. What it tells
 * of a file is in the headers of that address (`x-repo-commit`, `x-linked-etag`, `x-linked-size`, `etag`).
 */
export class HubSource implements ModelSource {
  readonly place: string;
  readonly #client: HubClient;
  readonly #limits: PullLimits;

  constructor(options: HubClientOptions & { readonly limits: PullLimits }) {
    this.#client = new HubClient(options);
    this.#limits = options.limits;
    this.place = shownUrl(this.#client.base).replace(/\/$/, '');
  }

  /** All files are asked for at the commit that the first answer tells, so that they belong together. */
  async state(model: WantedModel, signal: AbortSignal): Promise<StatedModel> {
    const files = new Map<string, StatedFile>();
    let commit = commitPattern.test(model.revision) ? model.revision : undefined;
    const ask = async (from: string, either: AbortSignal): Promise<void> => {
      const answer = await this.#head(model, commit, from, either);
      commit ??= header(answer, 'x-repo-commit', commitPattern);
      files.set(from, statement(answer));
    };
    const [first, ...others] = model.files;
    if (first !== undefined) await ask(first.from, signal);
    await eachFile(others, this.#limits.connections, signal, ({ from }, either) => ask(from, either));
    return { files, ...(commit !== undefined && { commit }) };
  }

  async open(
    model: WantedModel,
    commit: string | undefined,
    from: string,
    { offset, validator, checked, signal }: OpenOptions,
  ): Promise<OpenedFile> {
    const resumes = offset > 0 && (checked || validator !== undefined);
    const answer = await this.#client.request(pathOf(model, commit, from), {
      method: 'GET',
      signal,
      headers: {
        ...(resumes && { range: `bytes=${offset}-` }),
        ...(resumes && validator !== undefined && { 'if-range': validator }),
      },
    });
    return openedFile(answer, resumes ? offset : 0);
  }

  #head(model: WantedModel, commit: string | undefined, from: string, signal: AbortSignal): Promise<HubAnswer> {
    const path = pathOf(model, commit, from);
    const ask = async (): Promise<HubAnswer> => {
      const watch = new StallWatch(this.#limits.stallMs, signal);
      try {
        const answer = await this.#client.request(path, { method: 'HEAD', stayOnHost: true, signal: watch.signal });
        await answer.response.body?.cancel();
        // A mirror may know no HEAD: then nothing is told, and the file itself decides.
        if (answer.response.status < 400 || [405, 501].includes(answer.response.status)) return answer;
        throw errorOfStatus(answer.response, answer.url, answer.own);
      } finally {
        watch.stop();
      }
    };
    return withRetries(ask, { limits: this.#limits, signal, what: `${this.place}/${path}` });
  }
}

function pathOf(model: WantedModel, commit: string | undefined, from: string): string {
  const revision = encodeURIComponent(commit ?? model.revision);
  return `${model.repository}/resolve/${revision}/${from.split('/').map(encodeURIComponent).join('/')}`;
}

function statement(answer: HubAnswer): StatedFile {
  const { status } = answer.response;
  const sha256 = header(answer, 'x-linked-etag', sha256Pattern);
  const linked = header(answer, 'x-linked-size', /^\d+$/);
  // The length and the tag of a redirect are not the file's.
  const plain = status === 200;
  const bytes = linked ?? (plain ? header(answer, 'content-length', /^\d+$/) : undefined);
  const gitSha1 = sha256 === undefined && plain ? gitTag(answer) : undefined;
  return {
    ...(bytes !== undefined && { bytes: Number(bytes) }),
    ...(sha256 !== undefined && { sha256 }),
    ...(gitSha1 !== undefined && { gitSha1 }),
  };
}

/** Any server may have a tag of 40 digits; it is a git hash where the answer names a commit too. */
function gitTag(answer: HubAnswer): string | undefined {
  const isHub = header(answer, 'x-repo-commit', commitPattern) !== undefined;
  return isHub ? (header(answer, 'x-linked-etag', commitPattern) ?? header(answer, 'etag', commitPattern)) : undefined;
}

/** The value without the quotes of a tag, if it is of that form. */
function header({ response, told }: HubAnswer, name: string, pattern: RegExp): string | undefined {
  const value = (told.get(name) ?? response.headers.get(name))?.replace(/^W\//, '').replaceAll('"', '');
  return value !== undefined && pattern.test(value) ? value : undefined;
}
