#!/usr/bin/env bash
# What the leases cost while nobody talks: the processor time of three nodes and their Cassandra with the leases as they are, and with
# leases that are renewed once an hour, in the order A B B A. Takes some eight minutes (SETTLE_S and MEASURED_S say how long a cluster settles and is measured), and wants a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

SETTLE_S=${SETTLE_S:-30}
MEASURED_S=${MEASURED_S:-60}
RARELY='-Dparley.engine.lease.renew-every=1h -Dparley.engine.lease.ttl=3h'
DATA=$(mktemp -d)
trap './parley down --data "$DATA/run" >/dev/null 2>&1 || true; rm -rf "$DATA"' EXIT

# ticks: the processor time of all nodes, then of the database, in ticks of the kernel
ticks() {
  local pid
  for pid in "$@"; do
    sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }'
  done
}

# measure NAME OPTIONS: one row, in milliseconds of processor time a second
measure() {
  rm -rf "$DATA/run"
  PARLEY_NODE_JAVA_OPTS="$2" ./parley up --nodes 3 --data "$DATA/run" >"$DATA/out" 2>&1 &
  local up=$!
  until grep -q '^parley: ready$' "$DATA/out"; do
    kill -0 "$up" || { cat "$DATA/out"; exit 1; }
    sleep 1
  done
  sleep "$SETTLE_S"
  local pids before after
  mapfile -t pids < <(./parley status --data "$DATA/run" --json | grep -o '"pid" *: *[0-9]*' | grep -o '[0-9]*$' | sort -un)
  mapfile -t before < <(ticks "${pids[@]}")
  sleep "$MEASURED_S"
  mapfile -t after < <(ticks "${pids[@]}")
  local i name row=$1
  for i in "${!pids[@]}"; do
    name=$(tr '\0' '\n' <"/proc/${pids[$i]}/cmdline" | grep -o 'node-[0-9]\|cassandra' | head -1) || true
    row+=" ${name:-supervisor}=$(((after[i] - before[i]) * 1000 / $(getconf CLK_TCK) / MEASURED_S))"
  done
  echo "$row"
  ./parley down --data "$DATA/run" >/dev/null
  wait "$up" || true
}

echo "processor time while idle, ms a second"
measure leases ''
measure rarely "$RARELY"
measure rarely "$RARELY"
measure leases ''
