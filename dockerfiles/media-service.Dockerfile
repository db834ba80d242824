# The image of media-service. Its context is the service's folder:
#
#   docker build -f dockerfiles/media-service.Dockerfile --secret id=npmrc,src=$HOME/.npmrc services/media-service
#
# README.md beside this file tells of the arguments, of the secret, and of what a container expects.

ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171

FROM ${DEBIAN_IMAGE} AS runtime
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      tini ca-certificates libstdc++6 \
      gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav \
 && find /var/lib/apt/lists /var/cache/apt /var/log -type f -delete \
 && rm -rf /usr/share/doc/* /usr/share/man/* /usr/share/locale/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin dubbing \
 && install -d -o dubbing -g dubbing /var/lib/dubbing /var/lib/dubbing/hls /var/lib/dubbing/recordings /var/lib/dubbing/as-run

FROM ${NODE_IMAGE} AS node

# What node-gyp compiles the GStreamer binding with, against the libraries that it will run with.
FROM runtime AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      python3 make g++ pkg-config libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev \
 && rm -rf /var/lib/apt/lists/*
COPY --from=node /usr/local /usr/local
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The credentials are there during this one command and in no layer; whether they are good is asked first. No package's own script is
# run but the one that compiles the binding, against the headers that the image of Node brings.
RUN --mount=type=secret,id=npmrc \
    export NPM_CONFIG_USERCONFIG=/run/secrets/npmrc; \
    { npm view @dubbing/contracts name && npm ci --ignore-scripts --no-audit --no-fund; } \
 || { echo "npm ci failed. The packages of @dubbing come from the registry $(npm config get @dubbing:registry):" \
      "where it answers 401, 403 or 404, look at the registry and at the _authToken in the secret npmrc (dockerfiles/README.md)."; exit 1; } >&2
RUN npm_config_nodedir=/usr/local npm rebuild gstreamer-superficial --foreground-scripts --ignore-scripts=false \
 && test -f node_modules/gstreamer-superficial/build/Release/gstreamer-superficial.node
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && find dist -name '*.map' -delete
# What is left has to run: the packages of production without what they bring for browsers and for other systems. Of vad-web the model
# alone is used, and the browsers' ONNX Runtime is what it would run on there.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/onnxruntime-web node_modules/.package-lock.json \
 && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} + \
 && find node_modules/gstreamer-superficial -mindepth 1 ! -path '*/build*' ! -name package.json ! -name LICENSE -exec rm -rf {} + \
 && find node_modules/gstreamer-superficial/build -type f ! -name '*.node' -delete \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM runtime
COPY --from=node /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
COPY public public
# GStreamer looks through its plugins once, here: a container's root is read-only, and its start need not wait for that.
ENV GST_REGISTRY=/app/gstreamer.registry GST_REGISTRY_FORK=no
RUN node -e "new (require('gstreamer-superficial').Pipeline)('fakesrc ! fakesink')" && test -s "$GST_REGISTRY"
ENV GST_REGISTRY_UPDATE=no \
    HOME=/tmp \
    NODE_ENV=production \
    MEDIA_HOST=0.0.0.0 \
    MEDIA_RTMP_HOST=0.0.0.0 \
    MEDIA_HLS_DIR=/var/lib/dubbing/hls \
    MEDIA_RECORD_DIR=/var/lib/dubbing/recordings \
    MEDIA_AS_RUN_DIR=/var/lib/dubbing/as-run
USER dubbing
VOLUME ["/var/lib/dubbing/hls", "/var/lib/dubbing/recordings", "/var/lib/dubbing/as-run"]
EXPOSE 8080 1935 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "dist/healthcheck.js"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/main.js"]
# The last, since they differ from build to build.
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="media-service" \
      org.opencontainers.image.description="Live dubbing: takes streams, places the dubs, mixes and publishes." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
