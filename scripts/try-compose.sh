#!/usr/bin/env bash
# Runs docker-compose.yml as docs/operations.md, "With compose", says, where there is no Docker and no registry:
#   scripts/try-compose.sh              the commands that stand there, one after the other, two people who talk after each; OK, or what was not so
#   scripts/try-compose.sh shell        a shell in which they can be typed; or commands from standard input, where that is no terminal
#   scripts/try-compose.sh in COMMAND…  runs one in the shell's room, from elsewhere
# Debian 12 or the like, root; podman with runc, netavark and aardvark-dns, docker-compose, debootstrap; JAVA_HOME names the JDK 17.
#
# All of it are stand-ins: `docker compose` is Debian's docker-compose 1.29.2 on podman's socket, any other `docker` is podman;
# eclipse-temurin:17-jre is the JDK of this machine, cut down (base-image.sh); cassandra:5.0 is Debian with the Cassandra of ./parley, whose
# version is that of its jars, a cassandra.yaml with little in it and a cqlsh that knows what is needed (try-compose/). No network but loopback.
# What takes long to make is kept in PARLEY_TRY_COMPOSE (target/try-compose). Containers, images and volumes go when it ends.
set -euo pipefail

ROOT=$(dirname "$(dirname "$(readlink -f "$0")")")
HERE=$ROOT/scripts/try-compose
CACHE=${PARLEY_TRY_COMPOSE:-$ROOT/target/try-compose}
# shellcheck source=scripts/room.sh
. "$ROOT/scripts/room.sh"

# A Debian with what the stand-in of Cassandra needs, from where this machine has its packages from.
debian() {
  local release mirror work
  [ ! -e "$CACHE/debian.tar" ] || return 0
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Origin: Debian' "Codename: $release" | sed -n 1p)
  [ -n "$mirror" ] || { echo "apt knows no mirror of Debian $release: apt-get update?" >&2; exit 1; }
  echo "making a Debian $release (once)"
  work=$WORK/debian
  debootstrap --variant=minbase --include=python3-cassandra,procps "$release" "$work" "$mirror" >"$WORK/log" 2>&1 || { tail "$WORK/log" >&2; exit 1; }
  chroot "$work" useradd --system --home-dir /var/lib/cassandra cassandra
  chroot "$work" install --directory --owner cassandra --group cassandra /var/lib/cassandra /var/log/cassandra
  rm -rf "$work"/var/cache/apt/* "$work"/var/lib/apt/lists/* "$work"/usr/share/{doc,locale,man}/*
  tar --numeric-owner -C "$work" -cf "$CACHE/debian.tar.partial" --exclude './dev/*' .
  mv "$CACHE/debian.tar.partial" "$CACHE/debian.tar"
  rm -rf "$work"
}

# Everything that needs a network, before the room.
prepare() {
  needs docker-compose debootstrap
  : "${JAVA_HOME:?the JDK 17}"
  mkdir -p "$CACHE"
  WORK=$(mktemp -d)
  export WORK
  # A room that was killed takes a moment to go.
  trap 'until_so 60 rm -rf "$WORK" 2>/dev/null' EXIT
  debian
  [ -e "$CACHE/base.tar" ] || "$ROOT/scripts/base-image.sh" "$CACHE/base.tar"
}

# open_room MODE: runs this script in a room.
open_room() {
  local status=0
  in_room "$0" "$1" || status=$?
  # Another room may be open meanwhile.
  if [ "$(cut -d' ' -f1 "$CACHE/room" 2>/dev/null)" = $$ ]; then rm -f "$CACHE/room"; fi
  exit $status
}

enter() {
  local script directory first
  read -r script directory <"$CACHE/room" && first=$(pgrep --parent "$(pgrep --parent "$script" unshare)") ||
    { echo "no room is open: scripts/try-compose.sh shell" >&2; exit 1; }
  # shellcheck disable=SC2016
  exec nsenter --target "$first" --net --mount --pid bash -c '. "$0" && cd "$1" && shift && exec "$@"' "$directory/environment" "$ROOT" "$@"
}

case ${1:-all} in
  all)
    prepare
    cd "$ROOT"
    ./mvnw -B -q package -pl server,sdk/java -am -Dmaven.test.skip=true
    LIMIT=60m open_room inside-all ;;
  shell)
    prepare
    [ -d "$ROOT/server/target/dist/cassandra" ] || (cd "$ROOT" && ./mvnw -B -q package -pl server -am -Dmaven.test.skip=true)
    echo "$$ $WORK" >"$CACHE/room"
    open_room inside-shell ;;
  in)
    shift
    enter "$@" ;;
  inside-*) ;;
  *) sed -n '2,5s/^# *//p' "$0" >&2 && exit 2 ;;
esac

# Podman's socket, and a docker that knows it.
docker_command() {
  mkdir "$WORK/bin"
  cat >"$WORK/bin/docker" <<'DOCKER'
#!/bin/sh
[ "${1:-}" != compose ] || { shift && exec docker-compose "$@"; }
exec podman --runtime runc "$@"
DOCKER
  chmod +x "$WORK/bin/docker"
  export PATH=$WORK/bin:$PATH DOCKER_HOST=unix:///run/podman.sock DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
  # A name without a registry is Docker's, as there.
  echo 'unqualified-search-registries = ["docker.io"]' >"$WORK/registries.conf"
  export CONTAINERS_REGISTRIES_CONF=$WORK/registries.conf
  declare -px PATH DOCKER_HOST DOCKER_BUILDKIT COMPOSE_DOCKER_CLI_BUILD CONTAINERS_CONF CONTAINERS_REGISTRIES_CONF >"$WORK/environment"
  pod system service --time=0 "$DOCKER_HOST" >"$WORK/service" 2>&1 &
  until_so 30 test -S /run/podman.sock
}

images() {
  pod load --quiet --input "$CACHE/base.tar"
  pod tag localhost/parley-base:17 docker.io/library/eclipse-temurin:17-jre
  pod import "$CACHE/debian.tar" localhost/debian
  mkdir "$WORK/cassandra"
  cp -r "$HERE"/* "$WORK/cassandra"
  cp -r "$ROOT/server/target/dist/cassandra" "$WORK/cassandra/lib"
  cp "$ROOT/persistence/src/main/resources/parley/persistence/embedded/cassandra-jvm.options" "$WORK/cassandra/jvm.options"
  pod build --tag docker.io/library/cassandra:5.0 "$WORK/cassandra"
  rm -r "$WORK/cassandra"
}

trap 'end; kill %1 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
furnish "$WORK"
docker_command
images >"$WORK/log" 2>&1 || { tail "$WORK/log" >&2; exit 1; }

if [ "$1" = inside-shell ]; then
  cd "$ROOT"
  echo "the room is open: type what docs/operations.md says under \"With compose\"; exit ends all of it" >&2
  status=0
  if [ -t 0 ]; then PS1='room:\W\$ ' bash --norc || status=$?; else bash || status=$?; fi
  exit $status
fi

. "$HERE/steps.sh"
