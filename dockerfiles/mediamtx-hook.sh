#!/bin/sh
# Tells media-service that a source path of MediaMTX has a publisher now, or has none any more:
#
#   mediamtx-hook.sh ready | not-ready
#
# MediaMTX runs it with MTX_PATH, MTX_QUERY, MTX_SOURCE_TYPE and MTX_SOURCE_ID in the environment. Of its own it takes
#
#   MEDIA_SERVICE_URL        where media-service is; http://127.0.0.1:8080 where absent
#   MEDIA_HOOK_SECRET        the secret of its hooks, or
#   MEDIA_HOOK_SECRET_FILE   a file with the secret in its first line
#
# Nothing that whoever publishes chose, and no secret, is put on a command line: others on the machine could read it there,
# and a shell could run it. That is why curl gets its orders on its standard input, and why there is no wget here: busybox's
# takes a header on the command line alone. Where there is no curl, nc says the few lines of HTTP (http:// only).
#
# It may fail: media-service asks MediaMTX every few seconds what is published, and a call only makes that faster.
set -u
export LC_ALL=C

event=${1:-}
case $event in
# A call may wait for the end of the stream before it. MediaMTX ends this script when the publisher has gone.
ready) limit_s=60 patience_s=45 ;;
# MediaMTX waits for this one when it ends itself.
not-ready) limit_s=5 patience_s=3 ;;
*)
  echo 'usage: mediamtx-hook.sh ready | not-ready' >&2
  exit 2
  ;;
esac

say() {
  printf 'mediamtx-hook: %s of %s: %s\n' "$event" "${MTX_PATH:-no path}" "$1" >&2
}

# Text as it stands between quotes, in JSON and in the configuration of curl alike; neither may hold control characters.
quoted() {
  printf '%s' "$1" | tr -d '\000-\037\177' | sed 's/[\\"]/\\&/g'
}

member() {
  [ -z "$2" ] || printf ',"%s":"%s"' "$1" "$(quoted "$2")"
}

secret=${MEDIA_HOOK_SECRET:-}
if [ -n "${MEDIA_HOOK_SECRET_FILE:-}" ]; then
  secret=
  # A last line without an end is read all the same.
  IFS= read -r secret <"$MEDIA_HOOK_SECRET_FILE" || [ -n "$secret" ] || {
    say "no secret in $MEDIA_HOOK_SECRET_FILE"
    exit 1
  }
fi

query=${MTX_QUERY:-}
# media-service takes no longer one, and does not need it.
[ "${#query}" -le 4096 ] || query=
body="{\"path\":\"$(quoted "${MTX_PATH:-}")\"$(member query "$query")"
body="$body$(member sourceType "${MTX_SOURCE_TYPE:-}")$(member sourceId "${MTX_SOURCE_ID:-}")}"

url=${MEDIA_SERVICE_URL:-http://127.0.0.1:8080}
url=${url%/}/v1/mediamtx/events/$event

# Prints the status of the answer, or nothing where there was none.
if command -v curl >/dev/null; then
  call() {
    {
      printf 'url = "%s"\n' "$(quoted "$url")"
      [ -z "$secret" ] || printf 'header = "authorization: Bearer %s"\n' "$(quoted "$secret")"
      printf 'header = "content-type: application/json"\ndata-binary = "%s"\n' "$(quoted "$body")"
    } | curl --disable --silent --output /dev/null --write-out '%{http_code}' \
      --connect-timeout 2 --max-time "$patience_s" --config -
  }
elif command -v nc >/dev/null && [ "$url" != "${url#http://}" ]; then
  call() {
    place=${url#http://}
    host=${place%%/*}
    port=${host##*:}
    [ "$port" != "$host" ] || port=80
    bytes=$(printf '%s' "$body" | wc -c | tr -d ' ')
    # nc says that it has no more to say when its input ends, and Node drops a request then whose answer is not yet there.
    # So something holds the input open until the answer has come; the last of these is told who it is, and ends it.
    {
      {
        sleep "$patience_s" &
        printf '%s\n' "$!" >&4
        printf 'POST /%s HTTP/1.0\r\nhost: %s\r\n' "${place#*/}" "$host"
        [ -z "$secret" ] || printf 'authorization: Bearer %s\r\n' "$secret"
        printf 'content-type: application/json\r\ncontent-length: %s\r\n\r\n%s' "$bytes" "$body"
        wait
      } | {
        nc -w 2 "${host%:*}" "$port"
        echo
      }
    } 4>&1 | {
      read -r holder
      read -r _ status _ && printf '%s' "$status"
      kill "$holder"
    } 2>/dev/null
  }
else
  say "there is no curl here, nor nc for an http:// address: media-service is not told"
  exit 1
fi

started=$(date +%s)
wait_s=1
while :; do
  status=$(call)
  case $status in
  2??) exit 0 ;;
  '' | 000 | 408 | 429 | 5??) ;;
  *)
    say "media-service refuses it with $status"
    exit 1
    ;;
  esac
  [ $(($(date +%s) + wait_s - started)) -lt "$limit_s" ] || break
  sleep "$wait_s"
  wait_s=$((wait_s < 8 ? wait_s * 2 : 8))
done
say "media-service could not be told within $limit_s s (${status:-no answer}); it sees for itself when it asks MediaMTX"
exit 1
