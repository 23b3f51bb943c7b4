#!/usr/bin/env bash
# Makes a base image where no registry can be reached, as a file that ./mvnw -Pimage takes: the JDK 17 of this machine cut down to a runtime,
# and the C library that it needs. Debian 12 or the like; JAVA_HOME names the JDK.
set -euo pipefail

OUT=$(readlink -f "${1:?the file to make, as base.tar}")
JAVA_HOME=${JAVA_HOME:?the JDK 17}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
ROOT=$WORK/root

mkdir -p "$ROOT"/{etc,opt,tmp,proc}
"$JAVA_HOME/bin/jlink" --add-modules java.se,jdk.jfr,jdk.naming.dns,jdk.naming.rmi,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.zipfs \
  --strip-debug --no-header-files --no-man-pages --compress=2 --output "$ROOT/opt/java"

# Whatever the runtime is linked with that is not in it, where the loader looks for it; and what native code in jars is linked with, which
# asks for parts of the C library by names that have no content any more.
{
  find "$ROOT/opt/java" -type f \( -name '*.so' -o -perm -u+x \) -exec ldd {} + 2>/dev/null | grep -o '/[^ ]*\.so[^ ]*' | grep -v "^$ROOT"
  for library in libdl.so.2 libpthread.so.0 librt.so.1 libm.so.6; do
    /sbin/ldconfig -p | sed -n "s:^\s*$library .*x86-64.* => ::p"
  done
} | sort -u | while read -r library; do
    mkdir -p "$ROOT$(dirname "$library")"
    cp -L "$library" "$ROOT$library"
  done
echo 'hosts: files dns' >"$ROOT/etc/nsswitch.conf"
echo 'parley:x:10001:10001::/tmp:/sbin/nologin' >"$ROOT/etc/passwd"
echo 'parley:x:10001:' >"$ROOT/etc/group"
chmod 1777 "$ROOT/tmp"

# The layout that docker save writes.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$ROOT" -cf "$WORK/layer.tar" .
LAYER=$(sha256sum "$WORK/layer.tar" | cut -d' ' -f1)
cat >"$WORK/config.json" <<JSON
{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/opt/java/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:$LAYER"]},"history":[{"created_by":"scripts/base-image.sh"}]}
JSON
echo '[{"Config":"config.json","RepoTags":["parley-base:17"],"Layers":["layer.tar"]}]' >"$WORK/manifest.json"
tar -C "$WORK" -cf "$OUT" manifest.json config.json layer.tar
