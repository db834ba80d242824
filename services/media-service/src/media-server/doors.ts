import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { parse } from 'node:querystring';
import type NodeMediaServer from 'node-media-server';
import type { NmsRtmp, NmsSession } from 'node-media-server';
import { joinRtmpNames, rewriteFlvUrl, toTwoLevels } from './two-levels.js';

/** What node-media-server's sessions are found by. */
export type Sessions = ReadonlyMap<string, NmsSession>;

/**
 * Lets players and publishers name the paths of the service at a server that knows two levels alone. Call it before the
 * server listens.
 */
export function openDoors(server: NodeMediaServer, sessions: Sessions): void {
  server.rtmpServer.tcpServer.on('connection', (socket: Socket) => {
    const session = [...sessions.values()].findLast((candidate) => candidate.socket === socket);
    if (session?.rtmp !== undefined) openRtmp(session.rtmp, session);
  });
  const http = server.httpServer.httpServer;
  http.prependListener('request', (request: IncomingMessage) => {
    // The root is no path of the server either: it answers 404.
    request.url = rewriteFlvUrl(request.url ?? '') ?? '/';
  });
  http.prependListener('upgrade', (request: IncomingMessage, socket: Socket) => {
    const url = rewriteFlvUrl(request.url ?? '');
    if (url === undefined) socket.destroy();
    else request.url = url;
  });
}

function openRtmp(rtmp: NmsRtmp, session: NmsSession): void {
  const connect = rtmp.onConnectCallback;
  rtmp.onConnectCallback = (request) => {
    const path = joinRtmpNames(request.app, request.name);
    const names = toTwoLevels(path);
    if (names !== undefined) {
      // Some clients leave the query where the server's address ends, at the app.
      const query = { ...parse(request.app.split('?')[1] ?? ''), ...request.query };
      return connect({ ...request, ...names, query });
    }
    rtmp.onPushCallback = rtmp.onPlayCallback = () => {};
    const reason = `${path} is no path of this server: publish to live/NAME/in, play live/NAME/out/LANGUAGE`;
    rtmp.sendStatusMessage(rtmp.streamId, 'error', 'NetStream.Failed', reason);
    session.close();
  };
  // What it cannot make sense of it throws, which would end the server with all its connections.
  const read = rtmp.parserData.bind(rtmp);
  rtmp.parserData = (data) => {
    try {
      return read(data);
    } catch (error) {
      return String(error);
    }
  };
}
