#!/usr/bin/env bash
# Builds the Dockerfile without a Docker engine, on the base that base.sh makes. pip finds inside what
# it finds on this machine: its settings become the secret `pip`, and local folders that they name are
# mounted. Says how large the image is, and fails at 3 GB.
set -euo pipefail
# shellcheck source=docker/common.sh
. "$(dirname "$0")/common.sh"

LIMIT=3000000000

docker/base.sh
volumes=()
echo '[global]' > "$WORK/pip.conf"
for name in index-url extra-index-url find-links trusted-host proxy cert timeout default-timeout; do
  # A variable wins over a file, as it does in pip.
  value=$(python3 -m pip config get ":env:.$name" 2> /dev/null || python3 -m pip config get "global.$name" 2> /dev/null) || continue
  echo "$name = $value" >> "$WORK/pip.conf"
  for word in $value; do
    path=${word#file://}
    # The files of an index lie beside its folder `simple`.
    path=${path%/simple}
    if [[ $path == /* && -e $path ]]; then volumes+=(--volume "$path:$path:ro"); fi
  done
done

started=$SECONDS
storage build --format docker --pull-never --no-cache --force-rm --build-arg "BASE=$BASE" \
  --secret "id=pip,src=$WORK/pip.conf" "${volumes[@]}" --tag "$IMAGE" .
storage rmi --prune > /dev/null

container=$(storage from --pull-never "$IMAGE")
trap 'storage rm "$container" > /dev/null' EXIT
bytes=$(du --summarize --block-size=1 "$(storage mount "$container")" | cut -f 1)
echo "$IMAGE: $((bytes / 1000000)) MB, built in $((SECONDS - started)) s"
[ "$bytes" -lt "$LIMIT" ]
