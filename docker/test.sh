#!/usr/bin/env bash
# Starts the image that build.sh made and asks it a question. Its own entry point, command, user and
# environment are run under what docker-compose.yml asks for: a read-only root, a writable /data, a
# limited /tmp, no capabilities and no new privileges. Adds the samples, searches them over HTTP, runs
# the health check, and stops the server with SIGTERM.
set -euo pipefail
# shellcheck source=docker/common.sh
. "$(dirname "$0")/common.sh"

need buildah curl

# Entries of a list in the image's configuration, one a line.
config() {
  storage inspect --type image --format "{{range .Docker.Config.$1}}{{println .}}{{end}}" "$IMAGE" | grep .
}

fail() {
  echo "image-test: $*" >&2
  tail --lines=20 "$WORK/server.log" >&2
  exit 1
}

user=$(storage inspect --type image --format '{{.Docker.Config.User}}' "$IMAGE")
mapfile -t environment < <(config Env)
mapfile -t entry < <(config Entrypoint)
mapfile -t command < <(config Cmd)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# No network of its own here: the test stays on the loopback address.
environment+=(PIXWORD_HOST=127.0.0.1 PIXWORD_PORT="$port")

server=
container=$(storage from --pull-never "$IMAGE")
root=$(storage mount "$container")
finish() {
  if [ -n "$server" ]; then kill -KILL "$server" 2> /dev/null || true; fi
  storage rm "$container" > /dev/null
  rm -rf "$WORK/data"
}
trap finish EXIT
# A new volume begins with what the image has in its place.
rm -rf "$WORK/data"
cp --archive "$root/data" "$WORK/data"

# Becomes the command, in the image: the process id stays what it was.
enter() {
  # shellcheck disable=SC2016 # for the inner shell
  exec unshare --mount -- bash -euc '
    root=$1 data=$2 user=$3; shift 3
    mount --bind "$root" "$root"
    mount --bind "$data" "$root/data"
    mount -t tmpfs -o size=1280m,mode=1777,noexec,nosuid,nodev tmpfs "$root/tmp"
    mount --rbind /proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups \
      --bounding-set=-all --inh-caps=-all --no-new-privs env --ignore-environment --chdir /data "$@"
  ' enter "$root" "$WORK/data" "$user" "${environment[@]}" "$@"
}

echo "adding the samples"
: > "$WORK/server.log"
(enter "${entry[@]}" add /samples/samples.jsonl) 2> "$WORK/server.log" || fail "the samples were not added"

enter "${entry[@]}" "${command[@]}" > "$WORK/server.log" 2>&1 &
server=$!
started=$SECONDS
address=http://127.0.0.1:$port
until curl --silent --fail --max-time 5 --output /dev/null "$address/readyz"; do
  kill -0 "$server" 2> /dev/null || fail "the server ended"
  [ $((SECONDS - started)) -lt 120 ] || fail "not ready after two minutes"
  sleep 0.2
done
echo "ready after $((SECONDS - started)) s"

status=$(cat "/proc/$server/status")
grep --quiet --perl-regexp "^Uid:\t(${user%:*}\t){3}${user%:*}$" <<< "$status" || fail "another user runs it"
[ "$user" != 0:0 ] || fail "it runs as root"
grep --quiet --perl-regexp '^CapBnd:\t0+$' <<< "$status" || fail "it has capabilities"
if (enter touch /samples/new) 2> /dev/null || (enter touch /opt/new) 2> /dev/null; then fail "its root can be written to"; fi

curl --silent --fail --max-time 60 "$address/v1/search?q=strawberry&k=5" > "$WORK/answer.json" || fail "the search failed"
python3 - "$WORK/answer.json" << 'CHECK' || fail "no strawberry among the hits"
import json, sys
hits = json.load(open(sys.argv[1]))["hits"]
for hit in hits:
    print(f"{hit['rank']}  {hit['score']:.3f}  {hit['captions'][0]}")
sys.exit(not any("strawberr" in text.lower() for hit in hits for text in hit["captions"] + hit["tags"]))
CHECK

mapfile -t health < <(config Healthcheck.Test | tail --lines=+2) # after CMD
(enter "${health[@]}") || fail "the health check says that it is ill"
if (environment+=(PIXWORD_PORT=1) && enter "${health[@]}") 2> /dev/null; then fail "the health check sees no failure"; fi

grep VmHWM "/proc/$server/status" # the most memory it took

kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
[ "$code" -eq 0 ] || fail "it ended with code $code"
grep --quiet 'Application shutdown complete' "$WORK/server.log" || fail "it did not shut down in order"
echo "ended in order (code $code)"
