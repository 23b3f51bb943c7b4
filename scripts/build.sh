# How ./parley builds: with Maven, and only when sources changed. Sourced after host.sh, never run. The caller sets ROOT and the array
# sources.

# build WHAT MODULE GOAL...: builds a module and what it needs, showing how far it is.
build() {
  local what=$1 module=$2 log
  shift 2
  log=$(cache_dir log)/build.log
  : >"$log" || fail "cannot write $log: free some space or set PARLEY_HOME"
  say "building $what (the first time this downloads what it needs)"
  # A build is over before the full compiler pays; here for a previous release too, which has its own .mvn.
  (cd "$ROOT" && MAVEN_OPTS="-XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-} -Djansi.mode=strip" ./mvnw -B -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -pl "$module" -am "$@" 2>&1) |
    follow "building $what" "$log" ||
    fail "the build failed: $(reason_or "$log" "$(first_error "$log") (all of it: $log)")"
}

# first_error LOG: the line that says most; Maven also prints errors that are none.
first_error() {
  grep -m1 '^parley: ' "$1" | cut -c9- || grep -m1 '^\[ERROR\].*\.java:' "$1" || grep -m1 '^\[ERROR\] Failed to execute' "$1" ||
    echo "no reason was given"
}

# source_files: the files beneath the array sources.
source_files() {
  find "${sources[@]}" -type f 2>/dev/null | LC_ALL=C sort
}

# is_stale STAMP: whether one of the sources is newer than the stamp, new, or gone. The stamp holds the list of those that were built.
is_stale() {
  [ ! -f "$1" ] || [ -n "$(find "${sources[@]}" -newer "$1" -type f -print -quit 2>/dev/null)" ] ||
    ! source_files | cmp -s - "$1"
}

# build_if_stale STAMP WHAT MODULE GOAL...: builds unless the stamp says that this was done with these sources.
build_if_stale() {
  local stamp=$1 started
  shift
  is_stale "$stamp" || return 0
  # Sources that change while the build runs are newer than this.
  started=$(mktemp) && source_files >"$started" || fail "cannot write to ${TMPDIR:-/tmp}: free some space"
  build "$@"
  mv "$started" "$stamp"
}
