#!/usr/bin/env bash
# Makes the base image of machines that no image registry can be reached from: Debian bookworm, from
# the mirror that this machine's apt uses, with Debian's Python. Does nothing if it is there.
set -euo pipefail
# shellcheck source=docker/common.sh
. "$(dirname "$0")/common.sh"

SUITE=bookworm

need buildah debootstrap
if storage inspect --type image "$BASE" > /dev/null 2>&1; then exit; fi

# shellcheck disable=SC2016 # a field of apt-get
mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $SUITE" 'Component: main' 'Created-By: Packages' | head -n 1)
container=$(storage from scratch)
trap 'storage rm "$container" > /dev/null' EXIT
root=$(storage mount "$container")
debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv "$SUITE" "$root" "$mirror" \
  > "$WORK/debootstrap.log" || { tail "$WORK/debootstrap.log" >&2; exit 1; }
rm -rf "${root:?}"/{var/cache/apt,var/lib/apt/lists,var/log,dev}/*
storage config --cmd bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
storage commit --quiet "$container" "$BASE" > /dev/null
echo "made $BASE"
