# shellcheck shell=bash disable=SC2034
# What the other scripts here share; sourced, not run. Everything they make lies below .image/.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

WORK=$PWD/.image
IMAGE=localhost/pixword:latest
BASE=localhost/pixword-base:bookworm
export BUILDAH_ISOLATION=chroot TMPDIR=$WORK/tmp
mkdir -p "$WORK/tmp"

# Installs Debian's packages of these commands, each named as its package, where they are missing.
need() {
  local missing=() name
  for name in "$@"; do command -v "$name" > /dev/null || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "not root, so cannot install: ${missing[*]}" >&2
    return 1
  fi
  apt-get update --quiet --quiet
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends "${missing[@]}"
}

# buildah with a storage of its own. vfs keeps plain folders, which work on every file system.
storage() {
  buildah --storage-driver vfs --root "$WORK/storage" --runroot "$WORK/run" "$@"
}
