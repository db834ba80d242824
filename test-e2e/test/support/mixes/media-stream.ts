import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Closer } from '@dubbing/common';
import { eventually } from '../../../src/eventually.js';
import { readAsRun, type AsRunSession } from '../../../src/probe/dub/as-run.js';
import { MediaApi } from '../../../src/stack/api.js';
import { freePorts } from '../../../src/stack/ports.js';
import { Service } from '../../../src/stack/service.js';
import type { ContractVersion, Messages } from './contract-version.js';

/** What is told of a fragment's words in one language. */
export interface CaptionEvent {
  /** `partial`, `final` or `dub`. */
  name: string;
  caption: { fragmentId: string; language: string; text: string; isFinal: boolean };
}

/** What became of a stream. */
export interface DubbedStream {
  status: Messages['StreamStatus'];
  asRun: AsRunSession;
  captions: CaptionEvent[];
  /** The recording of its one language. */
  output: string;
}

const STREAM = 'mixes';

/**
 * A media-service of its own, as it is built, that dubs a file into Spanish at the file's own pace, to its end.
 * @param version of the client that asks it to, over HTTP
 */
export async function dubWithService(
  version: ContractVersion,
  input: string,
  stsUrl: string,
  dir: string,
): Promise<DubbedStream> {
  await mkdir(dir, { recursive: true });
  const ports = await freePorts();
  const closer = new Closer();
  const service = new Service({
    name: 'media-service',
    port: ports.http,
    logFile: join(dir, 'media-service.log'),
    environment: {
      MEDIA_PORT: String(ports.http),
      MEDIA_RTMP_PORT: String(ports.rtmp),
      MEDIA_FLV_PORT: String(ports.flv),
      MEDIA_STS_URL: stsUrl,
      MEDIA_HLS: 'false',
      MEDIA_DRAIN_MS: '0',
      MEDIA_RECORD_DIR: dir,
      MEDIA_AS_RUN_DIR: join(dir, 'as-run'),
    },
  });
  closer.add('media-service', () => service.stop());
  try {
    await service.start(new AbortController().signal);
    const api = new MediaApi(service.url);
    const output = join(dir, 'es.ts');
    const outputs = [{ language: 'es', url: pathToFileURL(output).href }];
    const wanted = { id: STREAM, input: pathToFileURL(input).href, sourceLanguage: 'en', targetLanguages: ['es'] };
    const created = await api.create(version.make('CreateStream', { ...wanted, outputs, delayMs: 6_000 }));
    if (created.status !== 201) throw new Error(`the stream was refused: ${JSON.stringify(created.body)}`);
    const captions = readCaptions(`${service.url}/v1/streams/${STREAM}/captions`);
    const isOver = async (): Promise<Messages['StreamStatus'] | false> => {
      const status = version.read('StreamStatus', JSON.parse(await api.text(`/v1/streams/${STREAM}`)));
      return (status.state === 'ended' || status.state === 'failed') && status;
    };
    const status = await eventually(isOver, { what: 'the end of the stream', deadlineMs: 60_000, intervalMs: 200 });
    const record = join(dir, 'as-run', `${STREAM}.jsonl`);
    const [asRun = { session: '', fragments: [], outputs: [] }] = (await readAsRun([record])).sessions;
    return { status, asRun, captions: await captions, output };
  } finally {
    await closer.close();
  }
}

/** Server-sent events to their end, which is the stream's. */
async function readCaptions(url: string): Promise<CaptionEvent[]> {
  const text = await (await fetch(url)).text();
  return text
    .split('\n\n')
    .map((event) => new Map(event.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string])))
    .filter((fields) => fields.has('data'))
    .map((fields) => ({
      name: fields.get('event') ?? '',
      caption: JSON.parse(fields.get('data') ?? '') as CaptionEvent['caption'],
    }));
}
