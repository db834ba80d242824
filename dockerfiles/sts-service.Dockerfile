# The image of sts-service, for the CPU or for CUDA 12. Its context is the service's folder:
#
#   docker build -f dockerfiles/sts-service.Dockerfile --secret id=npmrc,src=$HOME/.npmrc [--build-arg RUNTIME=cuda12] services/sts-service
#
# README.md beside this file tells of the arguments, of the secret, and of what a container expects.

ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
ARG CUDA_IMAGE=docker.io/nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04@sha256:ac55d124da4882b497f732d8dfd9a702d5447a5f29d08d56da6f64f0a1eb34bc
# cpu, or cuda12.
ARG RUNTIME=cpu

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The credentials are there during this one command and in no layer; whether they are good is asked first. No package's own script is run.
RUN --mount=type=secret,id=npmrc \
    export NPM_CONFIG_USERCONFIG=/run/secrets/npmrc; \
    { npm view @dubbing/contracts name && npm ci --ignore-scripts --no-audit --no-fund; } \
 || { echo "npm ci failed. The packages of @dubbing come from the registry $(npm config get @dubbing:registry):" \
      "where it answers 401, 403 or 404, look at the registry and at the _authToken in the secret npmrc (dockerfiles/README.md)."; exit 1; } >&2
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && find dist -name '*.map' -delete
# What is left has to run: the packages of production without what they bring for browsers and for other systems. Of vad-web the model
# alone is used, and the browsers' ONNX Runtime is what it would run on there.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/onnxruntime-web node_modules/.package-lock.json node_modules/koffi/doc node_modules/koffi/vendor \
 && find node_modules/koffi -type f \( -name '*.cc' -o -name '*.hh' -o -name '*.S' -o -name '*.asm' \) -delete \
 && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} + \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# ONNX Runtime as it is in its npm package, for the CPU.
FROM build AS modules-cpu

# ONNX Runtime's install script fetches the providers of its own version from NuGet (Microsoft.ML.OnnxRuntime.Gpu.Linux); there are none
# but for x64. That for CUDA, which opens the one that is shared, finds its libraries in the base: CUDA 12 and cuDNN 9. TensorRT's is not used.
FROM build AS modules-cuda12
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --foreground-scripts --ignore-scripts=false \
 && cd "node_modules/onnxruntime-node/bin/napi-v6/linux/$(node -p process.arch)" \
 && test -f libonnxruntime_providers_cuda.so && test -f libonnxruntime_providers_shared.so \
 && rm -f libonnxruntime_providers_tensorrt.so

FROM modules-${RUNTIME} AS modules

FROM ${DEBIAN_IMAGE} AS base-cpu

FROM ${CUDA_IMAGE} AS base-cuda12

FROM base-${RUNTIME} AS final
# The built-in engines; Apertium and eSpeak NG are programs of their own.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      tini ca-certificates libstdc++6 \
      libpocketsphinx3 pocketsphinx-en-us apertium apertium-eng-spa apertium-eng-cat espeak-ng \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* /usr/share/doc/* /usr/share/man/* /usr/share/locale/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin dubbing \
 && install -d -o dubbing -g dubbing /models
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
COPY models models
ENV HOME=/tmp \
    NODE_ENV=production \
    STS_HOST=0.0.0.0 \
    STS_MODELS_DIR=/models
USER dubbing
VOLUME ["/models"]
EXPOSE 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "dist/healthcheck.js"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/main.js"]
# The last, since they differ from build to build.
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
ARG RUNTIME
LABEL org.opencontainers.image.title="sts-service" \
      org.opencontainers.image.description="Live dubbing: recognises, translates and speaks." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      dubbing.runtime="${RUNTIME}"
