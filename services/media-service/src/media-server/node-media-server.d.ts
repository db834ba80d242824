/** The parts of node-media-server 4.4 that are used here; it ships no types. */
declare module 'node-media-server' {
  import type { Server } from 'node:http';
  import type { Server as TcpServer, Socket } from 'node:net';
  import type { ParsedUrlQuery } from 'node:querystring';

  export interface NmsRtmpRequest {
    readonly app: string;
    readonly name: string;
    readonly query: ParsedUrlQuery;
  }

  /** One connection's RTMP. It calls back when a client publishes or plays: first with the names, then to begin. */
  export interface NmsRtmp {
    readonly streamId: number;
    onConnectCallback: (request: NmsRtmpRequest) => void;
    onPushCallback: () => void;
    onPlayCallback: () => void;
    /** @returns what is wrong with what came, after which the connection is ended */
    parserData: (data: Buffer) => string | null;
    sendStatusMessage(streamId: number, level: 'status' | 'error', code: string, description: string): void;
  }

  export interface NmsSession {
    readonly id: string;
    readonly ip: string;
    readonly protocol: string;
    /** Of an RTMP session. */
    readonly socket?: Socket;
    readonly rtmp?: NmsRtmp;
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
    readonly httpServer: { readonly httpServer: Server; run(): void; stop(): void };
    readonly rtmpServer: { readonly tcpServer: TcpServer; run(): void; stop(): void };
    on(event: 'postPublish' | 'donePublish', listener: (session: NmsSession) => void): void;
  }
}

declare module 'node-media-server/src/core/logger.js' {
  const logger: { level: string; log(message: string, level?: string): void };
  export default logger;
}

declare module 'node-media-server/src/core/context.js' {
  import type { NmsSession } from 'node-media-server';

  const context: { readonly sessions: ReadonlyMap<string, NmsSession> };
  export default context;
}
