/** The parts of node-media-server 4.4 that are used here; it ships no types. */
declare module 'node-media-server' {
  export interface NmsSession {
    readonly id: string;
    readonly ip: string;
    readonly protocol: string;
    /** `/app/name`. */
    readonly streamPath: string;
    readonly streamQuery?: Readonly<Record<string, unknown>>;
    readonly broadcast: {
      publisher: NmsSession | null;
      /** How long the publisher's place is kept for it after it left, in milliseconds. */
      publishGraceMs: number;
      readonly subscribers: ReadonlyMap<string, NmsSession>;
    };
    close(): void;
  }

  export default class NodeMediaServer {
    constructor(config: {
      bind: string;
      rtmp: { port: number };
      http: { port: number };
      webadmin: { enable: boolean };
    });
    readonly httpServer: { run(): void; stop(): void };
    readonly rtmpServer: { run(): void; stop(): void };
    on(event: 'postPublish' | 'donePublish', listener: (session: NmsSession) => void): void;
  }
}

declare module 'node-media-server/src/core/logger.js' {
  const logger: { level: string; log(message: string, level?: string): void };
  export default logger;
}
