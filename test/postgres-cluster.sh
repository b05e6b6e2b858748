#!/usr/bin/env bash
# usage: test/postgres-cluster.sh FOLDER
# Runs a private PostgreSQL server in FOLDER, in the foreground, until it is told to stop (SIGINT)
# or its parent ends. No network: its only socket is FOLDER/.s.PGSQL.5432. The empty cluster is made
# once per user and version and copied, because initdb takes a second. initdb refuses root, so as
# root everything runs as "postgres" or "nobody".
set -euo pipefail
folder=$1

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v postgres)")
version=$("$bin/postgres" --version | tr -dc '0-9.')

as=()
user=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
    user=postgres
    getent passwd postgres >/dev/null || user=nobody
    as=(setpriv --reuid "$user" --regid "$(id -gn "$user")" --clear-groups)
    chown "$user" "$folder"
fi
cd /

template=/tmp/yibao-test-$user/postgres-$version
if [ ! -d "$template" ]; then
    mkdir -p "$(dirname "$template")"
    [ ${#as[@]} -eq 0 ] || chown "$user" "$(dirname "$template")"
    exec 9>"$(dirname "$template")/lock"
    flock 9
    if [ ! -d "$template" ]; then
        half=$template.$$
        "${as[@]}" "$bin/initdb" --no-sync --no-locale --encoding=UTF8 --auth=trust \
            --username=yibao --pgdata="$half" >/dev/null
        mv "$half" "$template"
    fi
    exec 9>&-
fi
[ -d "$folder/data" ] || "${as[@]}" cp -a "$template" "$folder/data"

[ ${#as[@]} -gt 0 ] || as=(setpriv)
exec "${as[@]}" --pdeathsig INT "$bin/postgres" -D "$folder/data" -k "$folder" \
    -c listen_addresses= -c fsync=on -c synchronous_commit=on -c shared_buffers=64MB \
    -c max_connections=100 -c max_prepared_transactions=100 -c max_wal_size=2GB \
    -c wal_compression=lz4 -c log_min_messages=panic -c autovacuum_naptime=5s \
    ${YB_TEST_POSTGRES_OPTIONS:-}
