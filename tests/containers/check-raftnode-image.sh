#!/usr/bin/env bash
# Builds RaftNode's image by its Dockerfile, and sees it run as a user of containers would: it answers, is healthy, runs as nobody
# special, tells its metrics, saves when it is stopped and has its data after that. The images that it is built on are made here of
# Debian's packages and of this machine's .NET, and nothing is pulled.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/prerequisites.sh

sdk=raftnode-test-sdk:10.0
base=raftnode-test-base:bookworm
image=raftnode-test:local
container=raftnode-test-$$
work=$(mktemp -d)

clean_up() {
  docker rm --force --volumes "$container" >/dev/null 2>&1 || true
  docker volume rm --force "$container" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

[ "$(id -u)" -eq 0 ] || fail "check-raftnode-image.sh unpacks Debian packages and needs root."
install mmdebstrap mmdebstrap
install redis-cli redis-tools
install curl curl

make_base() {
  docker image inspect "$base" >/dev/null 2>&1 && return
  mmdebstrap --quiet --variant=minbase --include=libstdc++6,libssl3 \
    --customize-hook='rm -rf "$1"/usr/share/doc "$1"/usr/share/man "$1"/usr/share/locale "$1"/var/cache/apt "$1"/var/lib/apt/lists' \
    bookworm "$work/base.tar"
  docker import "$work/base.tar" "$base" >/dev/null
  rm "$work/base.tar"
}

# The SDK with the packages that the build needs, so that it needs no network.
make_sdk() {
  mkdir -p "$work/sdk" "$work/source"
  tar --create --exclude=bin --exclude=obj Directory.*.props Directory.Build.targets offline RedisLib RaftNode | tar --extract --directory "$work/source"
  NUGET_PACKAGES="$work/sdk/packages" dotnet restore "$work/source/RaftNode" -r linux-x64 -p:SelfContained=true --verbosity quiet >"$work/restore.log" 2>&1 ||
    { cat "$work/restore.log" >&2; fail 'The packages of RaftNode cannot be restored.'; }
  cp -r "$(dirname "$(readlink -f "$(command -v dotnet)")")" "$work/sdk/dotnet"
  cat >"$work/sdk/Dockerfile" <<END
FROM $base
COPY dotnet /usr/share/dotnet
COPY packages /packages
ENV PATH=/usr/share/dotnet:/usr/bin:/bin NUGET_PACKAGES=/packages NuGetAudit=false DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
END
  docker build --quiet --tag "$sdk" "$work/sdk" >/dev/null
  rm -rf "$work/sdk"
}

# check WHAT COMMAND...: within 60 s the command succeeds, or this ends with what the container has said.
check() {
  local what=$1 deadline=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then
      docker logs "$container" >&2 || true
      fail "RaftNode's image: not so: $what"
    fi
    sleep 0.2
  done
  printf 'RaftNode in a container: %s\n' "$what"
}

run() { docker run --detach --name "$container" --publish 127.0.0.1::6379 --publish 127.0.0.1::9180 --volume "$container:/data" "$image" "$@" >/dev/null; }
port() { docker port "$container" "$1" | head -n 1 | sed 's/.*://'; }
ask() { [ "$(redis-cli -p "$(port 6379)" "${@:2}")" = "$1" ]; }
is_healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$container")" = healthy ]; }
is_nobody_special() { [ "$(docker exec "$container" id -u)" = 999 ]; }
has_metrics() { curl --fail --silent "http://127.0.0.1:$(port 9180)/metrics" | grep --quiet '^raftnode_clients_connected '; }
has_ended_well() { [ "$(docker inspect --format '{{.State.ExitCode}}' "$container")" = 0 ]; }
has_saved() { docker logs "$container" 2>&1 | grep --quiet 'DB saved on disk'; }

make_base
make_sdk
docker build --quiet --file RaftNode/Dockerfile --build-arg "SDK_IMAGE=$sdk" --build-arg "BASE_IMAGE=$base" --tag "$image" . >/dev/null
printf 'RaftNode in a container: %s of an image of %s MB\n' 'built' "$(($(docker image inspect --format '{{.Size}}' "$image") / 1000000))"

run
check 'it answers PING' ask PONG PING
check 'it is not root' is_nobody_special
check 'it is healthy' is_healthy
check 'it tells its metrics' has_metrics
check 'it takes a key' ask OK SET kept yes
docker stop --time 20 "$container" >/dev/null
check 'it ends in order' has_ended_well
check 'it saves when it is stopped' has_saved
docker rm "$container" >/dev/null
run --requirepass secret
check 'it has its data again, and takes settings' ask yes -a secret --no-auth-warning GET kept
check 'it is healthy with a password' is_healthy
