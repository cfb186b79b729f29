#!/usr/bin/env bash
# Builds the image that the container tests run, from Debian's own packages and with nothing pulled:
#   tests/containers/build-image.sh [NAME]      default: redis-topologies-test:7.0
# It is laid out like the official image where the hosting package relies on it: redis-server, redis-sentinel and
# redis-cli on the PATH, /data as the working directory, root until something says otherwise.
set -euo pipefail
. "$(dirname "$0")/../../scripts/prerequisites.sh"

name=${1:-redis-topologies-test:7.0}
docker image inspect "$name" >/dev/null 2>&1 && exit 0

[ "$(id -u)" -eq 0 ] || fail "build-image.sh unpacks Debian packages and needs root."
install mmdebstrap mmdebstrap

archive=$(mktemp --suffix=.tar)
trap 'rm -f "$archive"' EXIT
mmdebstrap --quiet --variant=minbase --include=redis-server,redis-tools \
  --customize-hook='rm -rf "$1"/usr/share/doc "$1"/usr/share/man "$1"/usr/share/locale "$1"/var/cache/apt "$1"/var/lib/apt/lists' \
  --customize-hook='ln -sf redis-server "$1"/usr/bin/redis-sentinel; install -d -m 777 "$1"/data' \
  bookworm "$archive"
docker import --change 'WORKDIR /data' --change 'CMD ["redis-server"]' "$archive" "$name" >/dev/null
printf 'Built %s\n' "$name"
