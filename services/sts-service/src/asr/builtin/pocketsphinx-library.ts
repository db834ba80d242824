import { promisify } from 'node:util';
import koffi, { type LibraryHandle } from 'koffi';
import { stsError } from '../../errors.js';

/** An address in the library's memory. */
export type Pointer = bigint;

/** The functions of libpocketsphinx that are used, of the ABI that Debian calls 5prealpha. */
export interface PocketSphinxLibrary {
  readonly arguments: () => Pointer;
  /** Null when an argument is not understood. */
  readonly parseArguments: (
    config: null,
    known: Pointer,
    count: number,
    argv: string[],
    strict: 0 | 1,
  ) => Pointer | null;
  /** Null when the model cannot be loaded. */
  readonly createDecoder: (config: Pointer) => Pointer | null;
  readonly freeDecoder: (decoder: Pointer) => number;
  readonly startUtterance: (decoder: Pointer) => number;
  readonly endUtterance: (decoder: Pointer) => Promise<number>;
  /** Searches frames of features; `rows` is an array of pointers to them. Runs off this thread. */
  readonly searchFeatures: (
    decoder: Pointer,
    rows: Pointer,
    count: number,
    noSearch: 0,
    fullUtterance: 0,
  ) => Promise<number>;
  readonly hypothesis: (decoder: Pointer, score: [number]) => string | null;
  /** The logarithm of the hypothesis' posterior probability, in the base of `logMath`. */
  readonly logProbability: (decoder: Pointer) => number;
  readonly logMath: (decoder: Pointer) => Pointer;
  readonly toNaturalLog: (logMath: Pointer, logarithm: number) => number;
  readonly frontEnd: (decoder: Pointer) => Pointer;
  readonly featureSize: (frontEnd: Pointer) => number;
  readonly startFeatures: (frontEnd: Pointer) => number;
  readonly computeFeatures: (
    frontEnd: Pointer,
    pcm: Buffer,
    samples: number,
    rows: [Pointer | null],
    count: [number],
  ) => number;
  readonly endFeatures: (frontEnd: Pointer, row: Buffer, count: [number]) => number;
  readonly freeFeatures: (rows: Pointer) => void;
}

const debianPackage = 'libpocketsphinx3';
let loaded: PocketSphinxLibrary | undefined;

/** @throws DubbingError SYSTEM_PACKAGE_MISSING when the library is not installed. */
export function loadPocketSphinxLibrary(): PocketSphinxLibrary {
  loaded ??= bind();
  return loaded;
}

function bind(): PocketSphinxLibrary {
  const [base, sphinx] = open();
  // The library writes its whole configuration to the standard error otherwise.
  base.func('void err_set_logfp(void *file)')(null);
  const search = sphinx.func('int ps_process_cep(void *ps, void *data, int n_frames, int no_search, int full_utt)');
  const end = sphinx.func('int ps_end_utt(void *ps)');
  // koffi cannot know the types of what it binds: here they are stated, once, beside the C prototypes.
  return {
    arguments: sphinx.func('void *ps_args()') as PocketSphinxLibrary['arguments'],
    parseArguments: base.func(
      'void *cmd_ln_parse_r(void *config, void *defn, int32 argc, const char **argv, int32 strict)',
    ) as PocketSphinxLibrary['parseArguments'],
    createDecoder: sphinx.func('void *ps_init(void *config)') as PocketSphinxLibrary['createDecoder'],
    freeDecoder: sphinx.func('int ps_free(void *ps)') as PocketSphinxLibrary['freeDecoder'],
    startUtterance: sphinx.func('int ps_start_utt(void *ps)') as PocketSphinxLibrary['startUtterance'],
    endUtterance: promisify(end.async) as PocketSphinxLibrary['endUtterance'],
    searchFeatures: promisify(search.async) as PocketSphinxLibrary['searchFeatures'],
    hypothesis: sphinx.func(
      'const char *ps_get_hyp(void *ps, _Out_ int32 *score)',
    ) as PocketSphinxLibrary['hypothesis'],
    logProbability: sphinx.func('int32 ps_get_prob(void *ps)') as PocketSphinxLibrary['logProbability'],
    logMath: sphinx.func('void *ps_get_logmath(void *ps)') as PocketSphinxLibrary['logMath'],
    toNaturalLog: base.func('double logmath_log_to_ln(void *lmath, int value)') as PocketSphinxLibrary['toNaturalLog'],
    frontEnd: sphinx.func('void *ps_get_fe(void *ps)') as PocketSphinxLibrary['frontEnd'],
    featureSize: base.func('int fe_get_output_size(void *fe)') as PocketSphinxLibrary['featureSize'],
    startFeatures: base.func('int fe_start_utt(void *fe)') as PocketSphinxLibrary['startFeatures'],
    computeFeatures: base.func(
      'int fe_process_utt(void *fe, const void *spch, size_t nsamps, _Out_ void **cep, _Out_ int32 *n)',
    ) as PocketSphinxLibrary['computeFeatures'],
    endFeatures: base.func(
      'int fe_end_utt(void *fe, void *cepvec, _Out_ int32 *n)',
    ) as PocketSphinxLibrary['endFeatures'],
    freeFeatures: base.func('void fe_free_2d(void *rows)') as PocketSphinxLibrary['freeFeatures'],
  };
}

function open(): [base: LibraryHandle, sphinx: LibraryHandle] {
  try {
    return [koffi.load('libsphinxbase.so.3'), koffi.load('libpocketsphinx.so.3')];
  } catch (cause) {
    throw stsError('SYSTEM_PACKAGE_MISSING', `PocketSphinx needs the Debian package ${debianPackage}`, {
      source: debianPackage,
      cause,
    });
  }
}
