#!/usr/bin/env bash
# Builds the commit that the file previous-release names, unless that was done already, and prints where its distribution is. All
# arguments are for Maven. Built from an archive of the commit, so that neither the tree nor the list of worktrees is touched, and never
# installed: the local repository is only read and filled with what others have published.
set -euo pipefail

HERE=$(dirname "$(dirname "$(readlink -f "$0")")")
NAMED_IN=$HERE/previous-release

# shellcheck source=scripts/host.sh
. "$HERE/scripts/host.sh"
# shellcheck source=scripts/build.sh
. "$HERE/scripts/build.sh"

commit=$(grep -v '^#' "$NAMED_IN") || fail "$NAMED_IN names no commit"
target=$HERE/server/target/previous-release
dist=$target/$commit

# build_previous ARGUMENT...: one at a time; who comes second waits, and finds it there.
build_previous() {
  local work why
  why=$(git -C "$HERE" cat-file -e "$commit^{commit}" 2>&1) ||
    fail "the previous release, commit $commit, is not in this clone ($why): fetch it (git fetch --unshallow), or mend $NAMED_IN"
  use_jdk17
  mkdir -p "$target" && exec 9>"$target/lock" && flock 9 && work=$(mktemp -d -p "$target") ||
    fail "cannot write $target: free some space"
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  [ ! -d "$dist/lib" ] || return 0
  git -C "$HERE" archive "$commit" | tar -x -C "$work" || fail "cannot unpack $commit in $work: free some space"
  # It was checked when it was made.
  sed -i '/-Xplugin:ErrorProne/d' "$work/pom.xml"
  # What is built is there, not here.
  ROOT=$work
  build "the previous release" server "$@" package
  # All or nothing.
  mv -T "$work/server/target/dist" "$dist" || fail "cannot write $dist: free some space"
}

[ -d "$dist/lib" ] || build_previous "$@"
printf '%s\n' "$dist"
