# Starts a Docker engine for the container tests where none runs, and stops it again. Sourced by ./test --containers.

engine_pid=
engine_directory=

start_container_engine() {
  has_container_engine && return
  [ "$(id -u)" -eq 0 ] || fail "--containers starts a Docker engine and needs root for it: start the engine yourself, or run this as root."
  install dockerd docker.io
  install iptables iptables
  engine_directory=$(mktemp -d /tmp/container-engine-XXXXXX)
  local storage
  # overlay2 needs a file system that allows it; vfs is slow and always works.
  for storage in overlay2 vfs; do
    dockerd --data-root "$engine_directory/data" --exec-root "$engine_directory/exec" --pidfile "$engine_directory/pid" \
      --storage-driver "$storage" >"$engine_directory/log" 2>&1 &
    engine_pid=$!
    wait_for_engine && return
    kill "$engine_pid" 2>/dev/null
    wait "$engine_pid" 2>/dev/null
    engine_pid=
  done
  tail -n 5 "$engine_directory/log" >&2
  fail "The Docker engine did not start; its last lines are above."
}

# 30 s: an engine starts in 2 to 5 s; one that has not by then does not.
wait_for_engine() {
  local deadline=$((SECONDS + 30))
  while [ $SECONDS -lt $deadline ]; do
    docker version >/dev/null 2>&1 && return 0
    kill -0 "$engine_pid" 2>/dev/null || return 1
    sleep 0.5
  done
  return 1
}

stop_container_engine() {
  [ -n "$engine_pid" ] || return 0
  kill "$engine_pid" 2>/dev/null
  wait "$engine_pid" 2>/dev/null
  rm -rf "$engine_directory"
}
