#!/usr/bin/env bash
# The peer that Parley is measured against: ejabberd with its archive in PostgreSQL, both started for this alone, in a directory of their
# own, on loopback. See help below.
set -euo pipefail

ROOT=$(dirname "$(dirname "$(readlink -f "$0")")")
PEERS=$ROOT/scripts/peers
READY_WITHIN_S=60
STOPPED_WITHIN_S=60
FILES_LEAST=20000

# shellcheck source=scripts/host.sh
. "$ROOT/scripts/host.sh"

help() {
  cat <<'HELP'
scripts/peer.sh start --data DIR   start ejabberd and PostgreSQL with everything fresh, or with what is in DIR, and return
                        --users N      register u0 to u(N-1), password x, on the host localhost (0)
                        --fsync on|off whether what was acknowledged survives a loss of power, or only the end of a process (on)
                        --port P       WebSocket at ws://127.0.0.1:P/ws, and ejabberd's HTTP API (5280)
                        --sql-port P   PostgreSQL (5439)
scripts/peer.sh status --data DIR  print what runs, as NAME=PID; exit status 3 when nothing does
scripts/peer.sh stop --data DIR    stop both in order, and keep the data
HELP
}

data='' users=0 fsync=on port=5280 sql_port=5439

options() {
  while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "$1 needs a value: scripts/peer.sh help shows the options"
    case $1 in
      --data) data=$2 ;;
      --users) users=$2 ;;
      --fsync) fsync=$2 ;;
      --port) port=$2 ;;
      --sql-port) sql_port=$2 ;;
      *) fail "unknown: $1: scripts/peer.sh help shows the options" ;;
    esac
    shift 2
  done
  [ -n "$data" ] || fail "--data is missing: it names the directory where the peer keeps everything"
  case $fsync in on | off) ;; *) fail "--fsync: $fsync (expected: on or off)" ;; esac
  local number
  for number in "$users" "$port" "$sql_port"; do
    case $number in '' | *[!0-9]*) fail "$number (expected: a whole number)" ;; *) ;; esac
  done
}

# installed PACKAGE: whether Debian has it here.
installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }

# install_peer: what lacks. The services that Debian starts with a package are not wanted: what runs is started below.
install_peer() {
  local missing=() package
  for package in ejabberd erlang-p1-pgsql postgresql curl; do
    installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  install_packages "${missing[@]}"
  for package in "${missing[@]}"; do
    case $package in ejabberd | postgresql) stop_service "$package" ;; *) ;; esac
  done
}

# stop_service NAME: stops what the installation started, and keeps it from starting with the machine.
stop_service() {
  if [ -d /run/systemd/system ]; then
    as_root systemctl disable --now "$1" >/dev/null 2>&1 || true
  else
    as_root "/etc/init.d/$1" stop >/dev/null 2>&1 || true
    as_root update-rc.d "$1" disable >/dev/null 2>&1 || true
  fi
}

# run_as USER COMMAND...: neither of the two runs as root. Not by su: PAM would set its own limit of open files, and 1,024 end Mnesia.
run_as() {
  local user=$1
  shift
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid "$user" --regid "$user" --clear-groups -- env HOME="$data" "$@"
  else
    "$@"
  fi
}

# own DIR USER: a directory that the user can work in.
own() {
  mkdir -p "$1" || fail "cannot make $1"
  [ "$(id -u)" -ne 0 ] || chown "$2:" "$1"
  chmod 700 "$1"
  run_as "$2" test -w "$1" || fail "the user $2 cannot get to $1: name a directory that all may pass, such as one in /tmp"
}

# running NAME: prints the process, if it is the one that was started here.
running() {
  local pid start
  [ -f "$data/$1.pid" ] || return 1
  read -r pid start <"$data/$1.pid"
  [ "$(started_at "$pid")" = "$start" ] && printf '%s\n' "$pid"
}

# started_at PID: when, in ticks since the machine started; with the number it is one process for ever.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# await WHAT LOG COMMAND...: until the command succeeds.
await() {
  local what=$1 log=$2 end=$((SECONDS + READY_WITHIN_S))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what did not start in $READY_WITHIN_S s: $(tail -n 3 "$log" 2>/dev/null | tr '\n' ' ')(all of it: $log)"
    sleep 0.1
  done
}

sql() { run_as postgres "$PG/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$sql_port" "$@"; }

start_postgresql() {
  local cluster=$data/postgresql log=$data/postgresql/log fresh=''
  own "$cluster" postgres
  if [ ! -f "$cluster/data/PG_VERSION" ]; then
    fresh=yes
    # Whoever is on this machine may come in: it holds nothing but what a benchmark wrote.
    run_as postgres "$PG/initdb" -D "$cluster/data" -U postgres -A trust -E UTF8 --no-locale --no-instructions >"$data/initdb.log" 2>&1 ||
      fail "initdb failed: $(tail -n 1 "$data/initdb.log") (all of it: $data/initdb.log)"
  fi
  # Beyond the durability that is compared: memory for all that is read, and no checkpoint in the midst of a run.
  run_as postgres tee "$cluster/data/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $sql_port
unix_socket_directories = '$cluster'
fsync = $fsync
full_page_writes = $fsync
synchronous_commit = on
shared_buffers = 512MB
max_wal_size = 4GB
CONF
  run_as postgres "$PG/pg_ctl" -D "$cluster/data" -l "$log" -w -t "$READY_WITHIN_S" start >/dev/null ||
    fail "PostgreSQL did not start: $(tail -n 1 "$log") (all of it: $log)"
  local pid
  pid=$(head -n 1 "$cluster/data/postmaster.pid")
  printf '%s %s\n' "$pid" "$(started_at "$pid")" >"$data/postgresql.pid"
  if [ -n "$fresh" ]; then
    sql -U postgres -d postgres -c "CREATE ROLE ejabberd LOGIN PASSWORD 'x'" -c 'CREATE DATABASE ejabberd OWNER ejabberd'
    sql -U ejabberd -d ejabberd -f /usr/share/ejabberd/sql/pg.sql
  fi
}

# start_ejabberd: as ejabberdctl does, but with no network of Erlang nodes, so that nothing (epmd) outlives it; SIGTERM stops it in order.
start_ejabberd() {
  local home=$data/ejabberd words
  own "$home" ejabberd
  sed -e "s/@PORT@/$port/" -e "s/@SQL_PORT@/$sql_port/" "$PEERS/ejabberd.yml" >"$data/ejabberd.yml"
  chmod 644 "$data/ejabberd.yml"
  words=(
    # As Debian: kernel poll, room for processes; and ports for all sockets.
    +K true +P 250000 +Q 65536
    # Schedulers that wait busily would be counted as work.
    +sbwt none +sbwtdcpu none +sbwtdio none
    -mnesia dir "\"$home/mnesia\"" -s ejabberd -noinput
    # What Erlang itself says it holds, in bytes, each second.
    -eval "spawn(fun Memory() -> file:write_file(\"$home/memory\", integer_to_list(erlang:memory(total))), timer:sleep(1000), Memory() end)"
  )
  (
    cd "$home"
    export ERL_LIBS=/usr/lib/x86_64-linux-gnu ERL_CRASH_DUMP=$home/crash.dump
    export EJABBERD_CONFIG_PATH=$data/ejabberd.yml EJABBERD_LOG_PATH=$home/ejabberd.log
    # A session of its own: Ctrl-C is for the script that stops it.
    if [ "$(id -u)" -eq 0 ]; then
      exec setpriv --reuid ejabberd --regid ejabberd --clear-groups -- env HOME="$home" setsid /usr/bin/erl "${words[@]}"
    fi
    HOME=$home exec setsid /usr/bin/erl "${words[@]}"
  ) </dev/null >"$data/ejabberd.out" 2>&1 &
  local pid=$!
  printf '%s %s\n' "$pid" "$(started_at "$pid")" >"$data/ejabberd.pid"
  await ejabberd "$data/ejabberd.out" curl -sf "http://127.0.0.1:$port/api/status"
}

# registered: how many of the users exist.
registered() { curl -sf "http://127.0.0.1:$port/api/registered_users?host=localhost" | tr ',' '\n' | grep -c '"u[0-9]*"' || true; }

# register_users: all over one connection; those that exist stay.
register_users() {
  [ "$users" -gt 0 ] && [ "$(registered)" -lt "$users" ] || return 0
  curl -s "http://127.0.0.1:$port/api/register?host=localhost&password=x&user=u[0-$((users - 1))]" >"$data/register.log" || true
  [ "$(registered)" -ge "$users" ] ||
    fail "only $(registered) of $users users were registered: $(tail -c 200 "$data/register.log") (all of it: $data/register.log)"
}

start() {
  options "$@"
  install_peer
  # Sockets, and what else is open.
  ulimit -n "$(ulimit -Hn)"
  [ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge "$FILES_LEAST" ] ||
    fail "a process may open $(ulimit -n) files here, and ejabberd needs $FILES_LEAST: raise the hard limit"
  PG=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
  mkdir -p "$data" || fail "cannot make $data"
  data=$(cd "$data" && pwd)
  if print_running >/dev/null; then fail "it runs already: scripts/peer.sh stop --data $data"; fi
  chmod 755 "$data"
  trap 'stop_both' EXIT
  start_postgresql
  start_ejabberd
  register_users
  trap - EXIT
  print_running
  printf 'url=ws://127.0.0.1:%s/ws\n' "$port"
}

print_running() {
  local name pid status=3
  for name in ejabberd postgresql; do
    if pid=$(running "$name"); then
      printf '%s=%s\n' "$name" "$pid"
      status=0
    fi
  done
  return $status
}

# stop_one NAME SIGNAL: PostgreSQL's SIGINT ends the connections that are left and closes its files.
stop_one() {
  local pid end=$((SECONDS + STOPPED_WITHIN_S))
  pid=$(running "$1") || return 0
  kill "-$2" "$pid"
  while running "$1" >/dev/null; do
    [ $SECONDS -lt $end ] || fail "$1 (process $pid) does not stop"
    sleep 0.1
  done
  rm -f "$data/$1.pid"
}

# stop_both: first the one that writes.
stop_both() {
  stop_one ejabberd TERM
  stop_one postgresql INT
}

verb=${1:-help}
[ $# -eq 0 ] || shift
case $verb in
  start) start "$@" ;;
  status) options "$@" && print_running ;;
  stop) options "$@" && stop_both ;;
  help | -h | --help) help ;;
  *) fail "unknown: $verb: scripts/peer.sh help shows what there is" ;;
esac
