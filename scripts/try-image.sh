#!/usr/bin/env bash
# Makes the image on a base of our own, runs it with podman (the job and three nodes, as docker-compose.yml has them, beside a Cassandra),
# has two people on different nodes talk, stops a node, and says OK or what was not so. Needs no registry. Debian 12 or the like, root,
# podman with runc, netavark and aardvark-dns; JAVA_HOME names the JDK 17. Images, containers and networks of this machine are not touched: it
# has a store, a network and mounts of its own, which go when it ends.
set -euo pipefail

ROOT=$(dirname "$(dirname "$(readlink -f "$0")")")
# shellcheck source=scripts/room.sh
. "$ROOT/scripts/room.sh"
if [ "${1:-}" != inside ]; then
  needs
  WORK=$(mktemp -d)
  trap 'rm -rf "$WORK"' EXIT
  cd "$ROOT"
  scripts/base-image.sh "$WORK/base.tar"
  ./mvnw -B -q package -pl k8s,sdk/java -am -Dmaven.test.skip=true -Pimage -Dimage.base="tar://$WORK/base.tar"
  WORK=$WORK in_room "$0" inside
  exit
fi

JAVA=${JAVA_HOME:?the JDK 17}/bin/java
STOP_S=$(sed -n 's/.*stop_grace_period: \([0-9]*\)s.*/\1/p' "$ROOT/docker-compose.yml")

# node K: as docker-compose.yml has it.
node() {
  pod run --detach --name "node$1" --network parley --network-alias "node$1" "${AS_COMPOSE[@]}" --memory 1g --stop-timeout "$STOP_S" \
    --publish "127.0.0.1:808$1:8080" --publish "127.0.0.1:809$1:8081" --publish "127.0.0.1:855$1:8558" \
    --env PARLEY_ARTERY_HOST="node$1" --env PARLEY_MANAGEMENT_HOST="node$1" --env PARLEY_SOCKET_URL="ws://127.0.0.1:809$1/v1/socket" \
    "$IMAGE" >/dev/null
}

ready() { curl --silent --fail --max-time 5 --output /dev/null "http://127.0.0.1:855$1/ready"; }

# The database of ./parley up, on the runtime of the image. It is killed in the end.
cassandra() {
  local resources=$ROOT/persistence/src/main/resources/parley/persistence/embedded
  mkdir -p "$WORK/cassandra/data"
  sed -e 's:@DIRECTORY@:/cassandra/data:; s:@HOST@:cassandra:; s:@NATIVE_PORT@:9042:; s:@STORAGE_PORT@:7000:; s:@CLIENT_ENCRYPTION@:{ enabled\: false }:' \
    "$resources/cassandra.yaml" >"$WORK/cassandra/cassandra.yaml"
  cp "$resources/cassandra-jvm.options" "$WORK/cassandra/jvm.options"
  chown -R 10001:10001 "$WORK/cassandra"
  pod run --detach --name cassandra --network parley --network-alias cassandra --memory 2g --volume "$WORK/cassandra:/cassandra" \
    --volume "$ROOT/server/target/dist/cassandra:/lib/cassandra:ro" --entrypoint java "$IMAGE" @/cassandra/jvm.options -Xmx512m \
    -Dcassandra.config=file:///cassandra/cassandra.yaml -Dcassandra.storagedir=/cassandra -Dcassandra.logdir=/tmp \
    -cp '/lib/cassandra/*' org.apache.cassandra.service.CassandraDaemon >/dev/null
}

talk() {
  "$JAVA" -cp "$(echo "$ROOT"/sdk/java/target/parley-sdk-*-SNAPSHOT.jar):$ROOT/server/target/dist/lib/*" "$ROOT/scripts/try-image/Talk.java" \
    "http://127.0.0.1:808$1" "http://127.0.0.1:808$2" 100
}

as_the_user() { [ "$(awk '/^Uid:/ { print $2 }' "/proc/$(pod inspect --format '{{.State.Pid}}' node1)/status")" = 10001 ]; }
# writes DIRECTORY: whether a JVM in the container can make its log there; there is no shell in it.
writes() { pod exec node1 java -Xlog:gc:"file=$1/written" -version >/dev/null 2>&1; }
cannot_write() { ! writes "$1"; }
heap_fits() { curl --silent "http://127.0.0.1:8551/metrics" | awk '/^jvm_memory_max_bytes.*area="heap"/ && $NF > 0 { sum += $NF } END { exit !(sum > 500e6 && sum < 760e6) }'; }
native_code_loads() { ! pod logs node1 2>&1 | grep -q '"event":"epoll_missing"'; }
logs_are_json() { [ "$(pod logs node1 2>&1 | grep -vc '^{"time":.*}$')" = 0 ]; }

# stops K: its exit status is what a JVM says that SIGTERM ended, and it was not killed for being late.
stops() {
  local started=$SECONDS status
  pod stop "node$1" >/dev/null 2>&1
  status=$(pod inspect --format '{{.State.ExitCode}}' "node$1")
  echo "        it took $((SECONDS - started)) s of $STOP_S, exit status $status"
  [ "$status" = 143 ] || [ "$status" = 0 ]
}

trap end EXIT
furnish "$WORK"

IMAGE=$(pod load --quiet --input "$ROOT/k8s/target/parley-image.tar" | sed 's/.*: //')
pod network create parley >/dev/null
AS_COMPOSE=(--read-only --tmpfs /tmp:exec
  --env PARLEY_CASSANDRA=cassandra:9042 --env PARLEY_CASSANDRA_DATACENTER=datacenter1 --env PARLEY_HTTP_HOST=0.0.0.0
  --env PARLEY_SEED_NODES=akka://parley@node1:25520,akka://parley@node2:25520,akka://parley@node3:25520
  --env PARLEY_KEY_SECRET=only-for-this-machine)

cassandra
check "the job brings the tables up to date" pod run --name schema --network parley "${AS_COMPOSE[@]}" "$IMAGE" parley.server.SchemaMain
for k in 1 2 3; do node $k; done
for k in 1 2 3; do check "node $k is ready" until_so 90 ready $k; done
check "two people talk on nodes 1 and 2" talk 1 2
check "a node runs as user 10001" as_the_user
check "its file system cannot be written" cannot_write /opt/parley
check "but /tmp can" writes /tmp
check "its heap is 70 % of the memory that it is given" heap_fits
check "its logs are JSON" logs_are_json
check "native code of its jars loads" native_code_loads
check "node 2 leaves when it is told to stop" stops 2
check "two people talk on nodes 1 and 3" talk 1 3
pod start node2 >/dev/null
check "node 2 is ready again" until_so 90 ready 2
check "two people talk on nodes 2 and 3" talk 2 3
[ $FAILED = 0 ] || { for k in 1 2 3; do echo "--- node $k" && pod logs --tail 20 "node$k" 2>&1; done && exit 1; }
echo OK
