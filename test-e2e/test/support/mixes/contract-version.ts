import type * as Contracts from '@dubbing/contracts';
import type { VersionRange } from '@dubbing/contracts';

/**
 * Messages by the names of their classes. What an older version does not have, a class or a field, is left out by that
 * version itself, which is what the tests are about.
 */
export interface Messages {
  StreamInit: Contracts.StreamInit;
  StreamReady: Contracts.StreamReady;
  FragmentData: Contracts.FragmentData;
  FragmentAck: Contracts.FragmentAck;
  FragmentPartial: Contracts.FragmentPartial;
  FragmentProcessed: Contracts.FragmentProcessed;
  StreamPause: Contracts.StreamPause;
  StreamResume: Contracts.StreamResume;
  StreamEnd: Contracts.StreamEnd;
  StreamComplete: Contracts.StreamComplete;
  Backpressure: Contracts.Backpressure;
  ErrorMessage: Contracts.ErrorMessage;
  /** A part of `StreamInit`. */
  ProtocolRange: Contracts.ProtocolRange;
  // Of the HTTP routes.
  OneShotQuery: Contracts.OneShotQuery;
  OneShotResponse: Contracts.OneShotResponse;
  CreateStream: Contracts.CreateStream;
  StreamStatus: Contracts.StreamStatus;
}

export type MessageName = keyof Messages;
export type Wire = Record<string, unknown>;

/** What a released version of the package has to offer; what only some of them have is optional. */
export interface ContractModule {
  readonly SUPPORTED_RANGE: VersionRange;
  readonly STS_EVENTS: Readonly<Record<string, string>>;
  readonly STS_SOCKET_PATH: string;
  readonly ONE_SHOT_PATH: string;
  parse(messageClass: unknown, value: unknown): object;
  create(messageClass: unknown, fields: object): object;
  serialize(message: object): Wire;
  negotiate(client: VersionRange, server: VersionRange): string | null;
  protocolUnsupported(client: VersionRange, server: VersionRange): Error;
  errorInfoOf(error: unknown): object;
  checkPcm(fragment: object, audio: object): void;
  /** From 1.1.0 on. */
  readonly protocolFeatures?: Readonly<Record<string, string>>;
  agreeFeatures?(protocol: string, wished: readonly string[] | undefined): string[];
  errorMessageOf?(error: unknown): object;
  /** The classes, by their names. */
  readonly [name: string]: unknown;
}

/** How a peer differs from the version that it is built on: see pretended.ts. */
export interface Pretence {
  readonly name: string;
  readonly range: VersionRange;
  /** Features that the package knows nothing of, each with the version of the protocol that brings it. */
  readonly features: Readonly<Record<string, string>>;
  /** What becomes of every message before it is sent. */
  readonly dress: (message: Wire) => Wire;
}

/** One version of the contracts, as a client or a server has it that was built with that version alone. */
export class ContractVersion {
  readonly name: string;
  readonly range: VersionRange;
  /** Beyond protocol 1.0, each with the version of the protocol that brought it. */
  readonly features: Readonly<Record<string, string>>;
  readonly #pretence: Pretence | undefined;

  constructor(
    /** Of the package. */
    readonly release: string,
    readonly module: ContractModule,
    pretence?: Pretence,
  ) {
    this.#pretence = pretence;
    this.name = pretence?.name ?? release;
    this.range = pretence?.range ?? module.SUPPORTED_RANGE;
    this.features = { ...module.protocolFeatures, ...pretence?.features };
  }

  get events(): Readonly<Record<string, string>> {
    return this.module.STS_EVENTS;
  }

  has(name: string): boolean {
    return typeof this.module[name] === 'function';
  }

  /** What came, read by the package's own rules. @throws its ContractError */
  read<N extends MessageName>(name: N, raw: unknown): Messages[N] {
    return this.module.parse(this.module[name], raw) as Messages[N];
  }

  /** A message of one's own as it goes on the wire, made by the package. @throws its ContractError */
  make<N extends MessageName>(name: N, fields: Messages[N]): Wire {
    const message = this.module.serialize(this.module.create(this.module[name], fields));
    return this.#pretence?.dress(message) ?? message;
  }

  /** As a server: the version to speak with a client. Null: there is none. */
  negotiate(client: VersionRange): string | null {
    return this.module.negotiate(client, this.range);
  }

  /** As a server: what a session has of what its client wished for. */
  agree(protocol: string, wished: readonly string[] = []): string[] {
    const more = Object.entries(this.#pretence?.features ?? {}).filter(([, since]) => since === protocol);
    const known = this.module.agreeFeatures?.(protocol, wished) ?? [];
    return [...known, ...more.map(([name]) => name).filter((name) => wished.includes(name))];
  }

  /** As a server: the refusal of a client with which it shares no version. */
  refusalOf(client: VersionRange): Messages['ErrorMessage'] {
    const error = this.module.protocolUnsupported(client, this.range);
    return (this.module.errorMessageOf?.(error) ?? this.module.errorInfoOf(error)) as Messages['ErrorMessage'];
  }

  /** The same package in a peer that pretends. */
  pretending(pretence: Pretence): ContractVersion {
    return new ContractVersion(this.release, this.module, pretence);
  }
}
