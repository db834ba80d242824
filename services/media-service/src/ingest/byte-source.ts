/** The bytes of one connection to a source, in pieces as they come. */
export interface ByteSource {
  /**
   * Resolves when the source is over, or stopped.
   * @param onBytes a promise holds the source back.
   * @throws DubbingError what broke the connection
   */
  run(onBytes: (bytes: Buffer) => void | Promise<void>): Promise<void>;
  stop(): void;
}
