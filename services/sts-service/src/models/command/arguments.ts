import { parseArgs } from 'node:util';
import { stsError } from '../../errors.js';
import { isModelName } from '../model.js';

export const modelsUsage = `Usage: npm run models -- COMMAND [options]

  list                   every model of the catalogue and of the models directory
  pull NAME…             fetches models; goes on where an earlier pull ended
  verify [NAME…]         reads every byte and holds it to what was pulled; all models unless some are named
  path NAME              prints the folder of a model

  --json                 list, verify: JSON instead of lines
  --installed            list: only what is there
  --accept-licence       pull: takes models whose licence forbids commercial use
  --from URL             pull: another hub, a mirror or a folder (file:///…) instead of STS_MODELS_HUB_URL
  --config FILE          the service's YAML file
  --help

Exit codes: 0 done, 1 failed, 2 the arguments cannot be used, 3 a file is not what it should be,
4 a licence is to be accepted, 5 failed, and the same command may succeed later, 130 interrupted.
`;

export type ModelsCommand =
  | { readonly command: 'help' }
  | { readonly command: 'list'; readonly json: boolean; readonly installed: boolean }
  | {
      readonly command: 'pull';
      readonly names: readonly string[];
      readonly acceptLicence: boolean;
      readonly from?: string;
    }
  | { readonly command: 'verify'; readonly names: readonly string[]; readonly json: boolean }
  | { readonly command: 'path'; readonly name: string };

/** @throws DubbingError ARGUMENT_INVALID naming the argument */
export function readModelsArguments(argv: readonly string[]): ModelsCommand {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { command: 'help' };
  const [command, ...names] = positionals;
  for (const name of names) if (!isModelName(name)) throw wrong('NAME', `"${name}" cannot be the name of a model`);
  const json = values.json === true;
  switch (command) {
    case 'list':
      if (names.length > 0) throw wrong('NAME', 'list takes no names');
      return { command, json, installed: values.installed === true };
    case 'pull':
      if (names.length === 0) throw wrong('NAME', 'pull needs the name of a model');
      return { command, names, acceptLicence: values['accept-licence'] === true, ...readFrom(values.from) };
    case 'verify':
      return { command, names, json };
    case 'path':
      if (names.length !== 1) throw wrong('NAME', 'path needs the name of one model');
      return { command, name: names[0] ?? '' };
    default:
      throw wrong('COMMAND', command === undefined ? 'it is missing; --help tells' : `"${command}" is none`);
  }
}

function parse(argv: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: flag,
        installed: flag,
        'accept-licence': flag,
        from: text,
        config: text,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw stsError('ARGUMENT_INVALID', message, { field: /'(--?[\w-]+)/.exec(message)?.[1] ?? 'COMMAND', cause });
  }
}

function readFrom(value: string | undefined): { readonly from?: string } {
  if (value === undefined) return {};
  if (URL.canParse(value) && /^(https?|file):$/.test(new URL(value).protocol)) return { from: value };
  throw wrong('--from', `"${value}" is no URL of http, https or file`);
}

function wrong(field: string, message: string): Error {
  return stsError('ARGUMENT_INVALID', message, { field });
}
