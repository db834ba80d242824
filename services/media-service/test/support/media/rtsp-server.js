#!/usr/bin/env gjs
// A real RTSP server, GStreamer's own, for tests: gjs rtsp-server.js LAUNCH [USER:PASSWORD]
// Prints the port that it listens on, and ends with its standard input.
imports.gi.versions.Gst = '1.0';
imports.gi.versions.GstRtspServer = '1.0';
const { Gio, GLib, Gst, GstRtsp, GstRtspServer } = imports.gi;

Gst.init(null);
const [launch, credentials] = ARGV;
const server = new GstRtspServer.RTSPServer({ address: '127.0.0.1', service: '0' });
const factory = new GstRtspServer.RTSPMediaFactory();
factory.set_launch(launch);
factory.set_shared(true);
factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP);
server.get_mount_points().add_factory('/live', factory);

if (credentials !== undefined) {
  const [user, password] = credentials.split(':');
  const token = new GstRtspServer.RTSPToken();
  token.set_string('media.factory.role', user);
  const auth = new GstRtspServer.RTSPAuth();
  auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token);
  server.set_auth(auth);
  const permissions = new GstRtspServer.RTSPPermissions();
  permissions.add_role(user);
  permissions.add_permission_for_role(user, 'media.factory.access', true);
  permissions.add_permission_for_role(user, 'media.factory.construct', true);
  factory.set_permissions(permissions);
}

server.attach(null);
print(server.get_bound_port());
const loop = GLib.MainLoop.new(null, false);
const input = new Gio.UnixInputStream({ fd: 0 });
input.read_bytes_async(1, 0, null, () => loop.quit());
loop.run();
