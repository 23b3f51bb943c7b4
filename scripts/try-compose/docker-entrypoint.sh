#!/usr/bin/env bash
# As the one of the official image: gives up root, writes this container's address into the configuration, runs what it is told to.
set -euo pipefail

if [ "$1" = cassandra ] && [ "$(id -u)" = 0 ]; then
  find /etc/cassandra /var/lib/cassandra /var/log/cassandra ! -user cassandra -exec chown cassandra '{}' +
  exec setpriv --reuid cassandra --regid cassandra --init-groups "$0" "$@"
fi
if [ "$1" = cassandra ]; then
  address=$(hostname --ip-address | cut -d' ' -f1)
  sed -i -e "s/^listen_address: .*/listen_address: $address/" -e "s/^broadcast_rpc_address: .*/broadcast_rpc_address: $address/" \
    -e "s/seeds: \"[^\"]*\"/seeds: \"$address\"/" /etc/cassandra/cassandra.yaml
fi
exec "$@"
