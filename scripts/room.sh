# A room for containers: a network, mounts and processes of its own, with a store that goes when it ends. Sourced by try-image.sh and
# try-compose.sh, never run. Images, containers and networks of this machine are not touched.

# needs COMMAND...: says what is missing. Packages are called as their commands are.
needs() {
  local command
  for command in podman runc unshare ip curl "$@"; do
    command -v "$command" >/dev/null || { echo "missing: $command (apt-get install podman runc netavark aardvark-dns iproute2 curl${*:+ $*})" >&2; exit 1; }
  done
  [ "$(id -u)" -eq 0 ] || { echo "containers get a network and mounts of their own here, which needs root" >&2; exit 1; }
}

# in_room COMMAND...: runs it as the first process of a new room; the others end with it, and it after LIMIT (as 40m), if there is one.
in_room() {
  ${LIMIT:+timeout --foreground --signal KILL "$LIMIT"} \
    unshare --net --mount --propagation private --pid --fork --kill-child --mount-proc "$@"
}

# furnish WORK: in the room, before anything else. Only loopback is up.
furnish() {
  ip link set lo up
  mkdir -p "$1"/{store,run,networks} /var/lib/containers
  mount --bind "$1/store" /var/lib/containers
  mount --bind "$1/run" /run
  # Open files: not more than this machine allows.
  cat >"$1/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=32768:32768"]
[network]
network_config_dir = "$1/networks"
CONF
  export CONTAINERS_CONF=$1/containers.conf
}

pod() { podman --runtime runc "$@"; }

end() { pod rm --force --all --time 5 >/dev/null 2>&1 || true; }

FAILED=0
# check WHAT COMMAND...: says whether it is so, and goes on.
check() {
  local what=$1
  shift
  if "$@"; then echo "ok      $what"; else echo "FAILED  $what" && FAILED=1; fi
}

# until_so SECONDS COMMAND...: tries it each second until it is so.
until_so() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 1
  done
}
