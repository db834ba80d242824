interface Declared {
  /** Name of the environment variable, such as `STS_PORT`. */
  readonly env: string;
  /** One sentence for the README's table. */
  readonly doc: string;
  /** Keeps the default out of tables, and the value out of messages. */
  readonly secret?: boolean;
  /** The value may be absent though there is no default. */
  readonly optional?: boolean;
}

interface Ranged {
  readonly min?: number;
  readonly max?: number;
}

interface TextField extends Declared {
  readonly type: 'string';
  readonly default?: string;
  readonly pattern?: RegExp;
}
export interface NumberField extends Declared, Ranged {
  /** `durationMs` takes `1500`, `1500ms`, `1.5s`, `2m` or `1h`, and gives milliseconds. */
  readonly type: 'integer' | 'number' | 'port' | 'durationMs';
  readonly default?: number;
}
interface BooleanField extends Declared {
  readonly type: 'boolean';
  readonly default?: boolean;
}
interface UrlField extends Declared {
  readonly type: 'url';
  readonly default?: string;
  /** Schemes that are taken, without the colon, such as `http`. Default any. */
  readonly schemes?: readonly string[];
}
interface EnumField extends Declared {
  readonly type: 'enum';
  readonly values: readonly string[];
  readonly default?: string;
}
interface ListField extends Declared {
  /** Texts, separated by commas in the environment. */
  readonly type: 'list';
  readonly default?: readonly string[];
  /** Each item must match. */
  readonly pattern?: RegExp;
}

export type ConfigField = TextField | NumberField | BooleanField | UrlField | EnumField | ListField;

/** The fields of a service's configuration, by their names in the YAML file. */
export type ConfigSchema = Readonly<Record<string, ConfigField>>;

type Present<F extends ConfigField> = F extends NumberField
  ? number
  : F extends BooleanField
    ? boolean
    : F extends ListField
      ? readonly string[]
      : F extends { readonly type: 'enum'; readonly values: readonly (infer V)[] }
        ? V
        : string;

/** The configuration that a schema yields. */
export type ConfigOf<S extends ConfigSchema> = {
  readonly [K in keyof S]: S[K] extends { readonly optional: true } ? Present<S[K]> | undefined : Present<S[K]>;
};

/** Keeps the literal types of a schema, so that `ConfigOf` knows each enum's values. */
export function defineConfig<const S extends ConfigSchema>(schema: S): S {
  return schema;
}
