# What ./parley and ./mvnw need of the machine: messages, missing packages, a JDK 17. Sourced by both, never run.
# Everything goes wrong in one line that names the way out.

PARLEY_HOME=${PARLEY_HOME:-${HOME:-/tmp}/.cache/parley}
JVM_DIR=${PARLEY_JVM_DIR:-/usr/lib/jvm}

say() { printf 'parley: %s\n' "$*" >&2; }

fail() {
  printf 'parley: %s\n' "$*" >&2
  exit 1
}

# cache_dir NAME: makes a directory of the cache and prints it.
cache_dir() {
  mkdir -p "$PARLEY_HOME/$1" 2>/dev/null ||
    fail "cannot write $PARLEY_HOME/$1: free some space or set PARLEY_HOME to a directory that can be written"
  printf '%s\n' "$PARLEY_HOME/$1"
}

# follow TITLE LOG: keeps what it reads in LOG and shows how far a download or a build is.
follow() {
  local title=$1 log=$2 line fetched=0 stage='' shown=$SECONDS
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log" 2>/dev/null || true
    case $line in
      *Downloaded\ from* | Get:*) fetched=$((fetched + 1)) ;;
      '[INFO] Building '*) stage=${line#'[INFO] Building '} stage=", ${stage%% *} ${stage#* }" ;;
      Unpacking* | 'Setting up'*) stage=", ${line%% (*}" ;;
      *) ;;
    esac
    if [ -t 2 ]; then
      printf '\r\033[Kparley: %.100s' "$title: $fetched files fetched$stage" >&2
    elif [ $((SECONDS - shown)) -ge 10 ]; then
      shown=$SECONDS
      say "$title: $fetched files fetched$stage"
    fi
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# explain LOG: the reason that stands in the log of a failed download or build, as one line; nothing if none is known.
explain() {
  if grep -qiE 'No space left on device|not have enough free space|Disk quota exceeded' "$1" 2>/dev/null; then
    echo "the disk is full: free some space and run this again"
  elif grep -qiE 'Unknown host|UnknownHost|Temporary failure (resolving|in name resolution)|Could not resolve host|Network is unreachable|Connection refused|connect timed out|Connection timed out|No route to host|Could not connect to|in offline mode' "$1" 2>/dev/null; then
    echo "no network: what is missing cannot be fetched; connect, or have Maven's settings name a repository that can be reached, and run this again"
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages PACKAGE...: installs Debian packages, or says what to do.
install_packages() {
  local log
  [ -z "${PARLEY_NO_INSTALL:-}" ] || fail "missing: $*; install it (apt-get install $*), or unset PARLEY_NO_INSTALL"
  command -v apt-get >/dev/null || fail "missing: $*; there is no apt-get here, so install it by hand and run this again"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    fail "missing: $*; neither root nor sudo: run 'apt-get install $*' as root, then this again"
  log=$(cache_dir log)/apt.log
  : >"$log" || fail "cannot write $log: free some space or set PARLEY_HOME"
  say "installing $*"
  # An update that fails, for one source of many, says nothing yet about what is wanted.
  { as_root env DEBIAN_FRONTEND=noninteractive apt-get update || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } 2>&1 |
    follow "installing $*" "$log" ||
    fail "could not install $*: $(reason_or "$log" "see $log, then install it by hand")"
}

# use_prometheus: puts prometheus and promtool on the PATH. Debian's package is unpacked and not installed: it would start a service.
use_prometheus() {
  local dir work log
  if command -v prometheus >/dev/null && command -v promtool >/dev/null; then return; fi
  dir=$PARLEY_HOME/prometheus
  if [ ! -x "$dir/usr/bin/prometheus" ] || [ ! -x "$dir/usr/bin/promtool" ]; then
    [ -z "${PARLEY_NO_INSTALL:-}" ] || fail "missing: prometheus; put prometheus and promtool on the PATH, or unset PARLEY_NO_INSTALL"
    command -v apt-get >/dev/null || fail "missing: prometheus; there is no apt-get here, so put prometheus and promtool on the PATH and run this again"
    log=$(cache_dir log)/apt.log
    work=$(mktemp -d "${log%/*}/prometheus.XXXXXX") && : >"$log" || fail "cannot write $log: free some space or set PARLEY_HOME"
    say "fetching prometheus"
    { as_root env DEBIAN_FRONTEND=noninteractive apt-get update || true
      (cd "$work" && apt-get download prometheus && dpkg-deb -x prometheus_*.deb unpacked); } 2>&1 |
      follow "fetching prometheus" "$log" ||
      fail "could not fetch prometheus: $(reason_or "$log" "see $log, then put prometheus and promtool on the PATH by hand")"
    rm -rf "$dir" && mv "$work/unpacked" "$dir" || fail "cannot write $dir: free some space or set PARLEY_HOME"
    rm -rf "$work"
  fi
  export PATH=$dir/usr/bin:$PATH
}

reason_or() {
  local reason
  reason=$(explain "$1")
  printf '%s\n' "${reason:-$2}"
}

is_jdk17() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/jar" ] || return 1
  if [ -f "$1/release" ]; then grep -q '^JAVA_VERSION="17[."]' "$1/release"; else "$1/bin/javac" -version 2>&1 | grep -q '^javac 17'; fi
}

# find_jdk17: the home of a JDK 17, from JAVA_HOME, where the system keeps them, or the PATH.
find_jdk17() {
  local home
  for home in "${JAVA_HOME:-}" "$JVM_DIR"/*; do
    if [ -n "$home" ] && is_jdk17 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  home=$(command -v javac) && home=$(readlink -f "$home") && home=${home%/bin/javac} && is_jdk17 "$home" &&
    printf '%s\n' "$home"
}

# use_jdk17: exports JAVA_HOME; installs the JDK when there is none.
use_jdk17() {
  local home other
  if ! home=$(find_jdk17); then
    other=$(java -version 2>&1 | sed -n '1s/.*version "\([^"]*\)".*/\1/p') || true
    other=${other:+ (Java $other is here; Cassandra 5.0 does not run on it)}
    [ -z "${PARLEY_NO_INSTALL:-}" ] ||
      fail "Parley needs JDK 17$other: install openjdk-17-jdk-headless, set JAVA_HOME to a JDK 17, or unset PARLEY_NO_INSTALL"
    [ -z "$other" ] || say "Parley needs JDK 17$other"
    install_packages openjdk-17-jdk-headless
    home=$(find_jdk17) || fail "JDK 17 is not in $JVM_DIR even now: set JAVA_HOME to one"
  fi
  export JAVA_HOME=$home
}

# use_node: sees to Node, of a release that reads what we write.
use_node() {
  command -v node >/dev/null || install_packages nodejs
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' ||
    fail "Node 18 or later is needed ($(node --version) is here): put one on the PATH"
}
