/** What `/v1/streams/:id/captions` tells. */
export interface SpokenCaption {
  name: string;
  language: string;
  text: string;
}

/** Listens to what is being said until `enough` is told. @throws Error where the answer ends before */
export async function listenToCaptions(
  url: string,
  enough: (captions: readonly SpokenCaption[]) => boolean,
): Promise<SpokenCaption[]> {
  const captions: SpokenCaption[] = [];
  const answer = await fetch(url);
  let waiting = '';
  for await (const bytes of answer.body ?? []) {
    const blocks = (waiting + Buffer.from(bytes as Uint8Array).toString('utf8')).split('\n\n');
    waiting = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name] = /^event: (\w+)$/m.exec(block) ?? [];
      const [, data] = /^data: (.+)$/m.exec(block) ?? [];
      if (name === undefined || data === undefined) continue;
      captions.push({ name, ...(JSON.parse(data) as Omit<SpokenCaption, 'name'>) });
    }
    if (enough(captions)) return captions;
  }
  throw new Error(`${url} ended after ${captions.length} captions`);
}
