import { createLogger } from '@dubbing/common';
import NodeMediaServer, { type NmsSession } from 'node-media-server';
import nmsContext from 'node-media-server/src/core/context.js';
import nmsLogger from 'node-media-server/src/core/logger.js';
import { openDoors } from './doors.js';
import type { FromMediaServer, MediaServerSettings, ToMediaServer } from './messages.js';
import { fromTwoLevels } from './two-levels.js';

/**
 * Entry of the embedded media server's process: RTMP and HTTP-FLV, in and out. Only its two
 * listeners run: its records, relays and history would write into the working folder.
 */

function tell(message: FromMediaServer): void {
  if (process.connected) process.send?.(message);
}

function start({ host, rtmpPort, flvPort, logLevel }: MediaServerSettings): void {
  const logger = createLogger({
    service: 'media-server',
    level: logLevel,
    write: (line) => process.stderr.write(line),
  });
  nmsLogger.log = (message, level) =>
    level === 'error' || level === 'warn' ? logger.warn(message) : logger.debug(message);
  const server = new NodeMediaServer({
    bind: host,
    rtmp: { port: rtmpPort },
    http: { port: flvPort },
    webadmin: { enable: false },
  });
  server.on('postPublish', (session) => {
    // Told before it is decided: a second publisher on a path is turned away right after this.
    if (session.broadcast.publisher !== null) return;
    session.broadcast.publishGraceMs = 0; // the service keeps its own grace period
    tell({ type: 'published', ...describe(session) });
  });
  server.on('donePublish', (session) => {
    tell({ type: 'unpublished', ...describe(session) });
    // Players would otherwise hang on a connection whose next publisher starts its clock anew.
    for (const player of session.broadcast.subscribers.values()) player.close();
  });
  openDoors(server, nmsContext.sessions);
  const listeners = [server.rtmpServer.tcpServer, server.httpServer.httpServer];
  let missing = listeners.length;
  for (const listener of listeners) {
    listener.once('listening', () => {
      missing -= 1;
      if (missing === 0) tell({ type: 'listening' });
    });
  }
  server.rtmpServer.run();
  server.httpServer.run();
}

function describe(session: NmsSession): { path: string; sourceType: string; sourceId: string } {
  return { path: fromTwoLevels(session.streamPath), sourceType: `${session.protocol}Conn`, sourceId: session.id };
}

process.on('message', (message: ToMediaServer) => start(message.settings));
// Connections of players and publishers would keep the process alive; it holds nothing that has to be saved.
process.on('disconnect', () => process.exit());
// A signal to the whole group, as of a terminal or a service manager, is the parent's to obey: it may still need this server.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
