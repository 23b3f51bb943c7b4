#!/usr/bin/env bash
# Runs benchmarks of single parts: scripts/jmh.sh [regular expression] [options of JMH, see -h]. Wants a machine that does nothing else.
set -euo pipefail

ROOT=$(dirname "$(dirname "$(readlink -f "$0")")")

# shellcheck source=scripts/host.sh
. "$ROOT/scripts/host.sh"
# shellcheck source=scripts/build.sh
. "$ROOT/scripts/build.sh"

use_jdk17
target=$ROOT/benchmarks/target
sources=("$ROOT"/pom.xml "$ROOT"/{engine,benchmarks}/{pom.xml,src/main})
build_if_stale "$target/benchmarks.built" "the benchmarks" benchmarks package dependency:build-classpath \
  -DincludeScope=runtime "-Dmdep.outputFile=$target/benchmarks.classpath"
exec "$JAVA_HOME/bin/java" -cp "$target/classes:$(cat "$target/benchmarks.classpath")" org.openjdk.jmh.Main "$@"
