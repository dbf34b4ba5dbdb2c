#!/bin/sh
# Installs what the tests in a browser need, where it is missing: Chromium, and a font with Hangul.
# Where that cannot be done the tests are skipped, except where CI is set: there, this fails.
set -eu

missing=""
command -v "${CHROMIUM:-chromium}" >/dev/null || missing="chromium"
fc-list :lang=ko 2>/dev/null | grep -q . || missing="${missing:+$missing }fonts-nanum"
[ -n "$missing" ] || exit 0

apt() {
  if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 "$@" >/dev/null
}

add() {
  # shellcheck disable=SC2086 # words
  apt install --yes --no-install-recommends $missing
}

echo "Installing $missing for the tests in a browser"
# A machine may know no packages yet, or only such as are no more.
if ! add 2>/dev/null && ! { apt update && add; }; then
  echo "The tests in a browser need Debian's packages $missing, or others like them." >&2
  echo "CHROMIUM= may name another Chromium or Chrome." >&2
  [ -z "${CI:-}" ]
fi
