# What try-compose.sh does by itself, in its room: the commands of docs/operations.md, "With compose", word for word, as far as they stand
# there. Sourced, never run.
# shellcheck shell=bash

# The project as compose needs it: what is edited and backed up here goes with the room.
PROJECT=$WORK/parley

project() {
  mkdir -p "$PROJECT/server/target/dist/lib"
  cp "$ROOT"/{Dockerfile,.dockerignore,docker-compose.yml} "$PROJECT"
  mount --bind "$ROOT/server/target/dist/lib" "$PROJECT/server/target/dist/lib"
}

section() { sed -n '/^## With compose/,/^## On Kubernetes/p' "$ROOT/docs/operations.md"; }
# block HEADING: the commands after the line that begins with it.
block() { section | awk -v heading="$1" 'index($0, heading) == 1 { found = 1 } found && /^```/ { if (inside) exit; inside = 1; next } inside'; }

# run COMMANDS: quietly, unless they fail. What exec reads is not ours.
run() {
  (cd "$PROJECT" && bash -euo pipefail -c "$1") </dev/null >"$WORK/log" 2>&1 || { tail -n 30 "$WORK/log" && return 1; }
}

# documented COMMAND: which must stand there.
documented() {
  section | grep --fixed-strings -- "$1" >/dev/null || { echo "        docs/operations.md does not say: $1" && return 1; }
  run "$1"
}

documented_block() {
  [ -n "$(block "$1")" ] || { echo "        docs/operations.md has no commands after: $1" && return 1; }
  run "$(block "$1")"
}

ready() { curl --silent --fail --max-time 5 --output /dev/null "http://127.0.0.1:$((8557 + $1))/ready"; }
PORTS=(0 8080 8082 8083 8084)
java_main() {
  local file=$1 one=$2 two=$3
  shift 3
  "$JAVA_HOME/bin/java" -cp "$(echo "$ROOT"/sdk/java/target/parley-sdk-*-SNAPSHOT.jar):$ROOT/server/target/dist/lib/*" "$file" \
    "http://127.0.0.1:${PORTS[$one]}" "http://127.0.0.1:${PORTS[$two]}" "$@"
}
talk() { java_main "$ROOT/scripts/try-image/Talk.java" "$1" "$2" "${3:-100}" | sed 's/^/        /'; }
said() { java_main "$HERE/Said.java" "$@"; }

# come_up K...: each within seven minutes, where the machine has much else to do.
come_up() {
  local k
  for k in "$@"; do check "node $k is ready" until_so 420 ready "$k"; done
}

left_in_order() {
  local status
  status=$(docker inspect --format '{{.State.ExitCode}}' "parley_node$1_1")
  [ "$status" = 143 ] || [ "$status" = 0 ] || { echo "        exit status $status" && return 1; }
}

# Another service like node3, with its own name and ports.
write_node4() {
  sed -n '/^  node3:/,/^$/p' "$ROOT/docker-compose.yml" | sed -e 's/node3/node4/g; s/:8083:/:8084:/; s/:8092/:8093/g; s/:8560:/:8561:/' >"$WORK/node4"
  sed -i "/^volumes:/e cat $WORK/node4" "$PROJECT/docker-compose.yml"
}

# members COUNT K...: whether each of these nodes sees so many that are Up. It hears of another a moment after that is ready.
members() {
  local count=$1 k found
  shift
  for k in "$@"; do
    found=$(curl --silent --fail --max-time 5 "http://127.0.0.1:$((8557 + k))/cluster/members" | grep -Eo '"status": *"Up"' | wc -l)
    [ "$found" = "$count" ] || return 1
  done
}

# given NAME K: whether node K has what .env says of it.
given() { docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "parley_node$2_1" | grep --fixed-strings --line-regexp -- "$(grep "^$1=" "$PROJECT/.env")" >/dev/null; }

nothing_left() { [ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]; }

timed() {
  local started=$SECONDS status=0
  "$@" || status=$?
  echo "        it took $((SECONDS - started)) s"
  return $status
}

project
check "secrets of its own" documented '[ -e .env ] || (umask 077 && for name in PARLEY_KEY_SECRET PARLEY_SERVICE_KEY; do echo "$name=$(openssl rand -hex 32)"; done > .env)'
check "compose brings everything up" timed documented 'docker compose up --build --detach'
timed come_up 1 2 3
check "node 1 says so" documented 'curl http://127.0.0.1:8558/ready'
check "members can be asked for" documented 'curl http://127.0.0.1:8558/cluster/members'
check "each sees three" until_so 30 members 3 1 2 3
check "node 1 has the key secret of .env" given PARLEY_KEY_SECRET 1
check "and the service key" given PARLEY_SERVICE_KEY 1
check "two people talk on nodes 1 and 2" talk 1 2
check "two others talk whose words will be looked for" said 1 2 0 50
check "node 2 is stopped" timed documented 'docker compose stop node2'
check "it left in order" left_in_order 2
check "two people talk on nodes 1 and 3" talk 1 3
check "node 2 is started" documented 'docker compose start node2'
come_up 2
check "two people talk on nodes 2 and 3" talk 2 3
write_node4
check "a fourth node is added" documented 'docker compose up --detach node4'
come_up 4
check "each sees four" until_so 30 members 4 1 2 3 4
check "two people talk on nodes 3 and 4" talk 3 4
check "node 2 is restarted" timed documented 'docker compose restart node2'
come_up 2
check "two people talk on nodes 2 and 4" talk 2 4
check "all of it goes" documented 'docker compose down'
check "and comes" documented 'docker compose up --build --detach'
come_up 1 2 3 4
check "what was said is there" said 2 1 50 60
talk 3 4 2000 >"$WORK/talk" 2>&1 &
TALK=$!
check "a backup, while people talk" timed documented_block '**To back up**'
check "they did" wait $TALK
sed 's/^ *//; s/^/        /' "$WORK/talk"
check "somebody says what is in no backup" said 1 2 60 70
check "all is deleted" documented 'docker compose down --volumes'
check "nothing is left" nothing_left
check "the backup is restored" timed documented_block '**To restore**'
come_up 1 2 3 4
check "node 1 has the new history" given PARLEY_HISTORY 1
check "what was said before the backup is there, and nothing of later" said 3 4 60 60
check "two people talk on nodes 1 and 2" talk 1 2
check "the fourth node leaves" documented 'docker compose stop node4'
check "for good" documented 'docker compose rm --force node4'
check "each sees three" until_so 30 members 3 1 2 3
check "two people talk on nodes 1 and 3" talk 1 3
check "all is deleted" documented 'docker compose down --volumes'
check "nothing is left" nothing_left
[ $FAILED = 0 ] || exit 1
echo OK
