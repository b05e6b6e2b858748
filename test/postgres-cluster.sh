#!/usr/bin/env bash
# usage: test/postgres-cluster.sh private FOLDER
#        test/postgres-cluster.sh shared
#
# private: runs a PostgreSQL server in FOLDER (an empty one, or one of an earlier run), in the
#   foreground, until SIGINT or until its parent ends.
# shared: makes sure that one server runs for all tests of this tree, and prints its folder. Who
#   uses it holds a shared lock (flock) on FOLDER/users; a few seconds after the last user is gone
#   the server is stopped and its folder removed.
#
# YB_PG_OPTIONS may hold more words for a private server ("-c shared_buffers=1GB").
# There is no network: the only socket is FOLDER/.s.PGSQL.5432, user "yibao". fsync is on. The empty
# cluster is made once per user and version and copied, because initdb takes a second. initdb
# refuses root, so as root everything runs as "postgres" or "nobody".
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v postgres)")
version=$("$bin/postgres" --version | tr -dc '0-9.')

as=()
user=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
    user=postgres
    getent passwd postgres >/dev/null || user=nobody
    as=(setpriv --reuid "$user" --regid "$(id -gn "$user")" --clear-groups)
fi
base=/tmp/yibao-test-$user
# In memory where there is room: syncing a disk takes most of the tests' time.
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
[ "${room:-0}" -lt 4194304 ] || base=/dev/shm/yibao-test-$user
template=$base/postgres-$version

# The cluster to copy; one process makes it, others wait.
make_template() {
    mkdir -p "$base"
    [ ${#as[@]} -eq 0 ] || chown "$user" "$base"
    (
        flock 9
        [ ! -d "$template" ] || exit 0
        "${as[@]}" "$bin/initdb" --no-sync --no-locale --encoding=UTF8 --auth=trust \
            --username=yibao --pgdata="$template.$$" >/dev/null
        mv "$template.$$" "$template"
    ) 9>"$base/lock"
}

run() {
    local folder=$1
    [ ${#as[@]} -eq 0 ] || chown "$user" "$folder"
    cd /
    if [ ! -d "$folder/data" ]; then
        make_template
        "${as[@]}" cp -a "$template" "$folder/data"
    fi
    [ ${#as[@]} -gt 0 ] || as=(setpriv)
    # shellcheck disable=SC2086
    exec "${as[@]}" --pdeathsig INT "$bin/postgres" -D "$folder/data" -k "$folder" \
        -c listen_addresses= -c fsync=on -c synchronous_commit=on -c shared_buffers=64MB \
        -c max_connections=200 -c max_prepared_transactions=200 -c max_wal_size=2GB \
        -c wal_compression=lz4 -c log_min_messages=panic -c autovacuum_naptime=5s ${YB_PG_OPTIONS:-}
}

# Keeps a server while somebody holds the lock; two idle looks in a row end it.
keep() {
    local folder=$1 idle=0
    exec 6>"$folder.kept"
    flock 6
    run "$folder" 6>&- &
    local server=$!
    exec 8<"$folder/users"
    while [ $idle -lt 2 ] && kill -0 $server 2>/dev/null; do
        sleep 3
        if flock -n -x 8; then
            idle=$((idle + 1))
            flock -u 8
        else
            idle=0
        fi
        if [ $idle -eq 2 ]; then # nobody may be just about to begin
            exec 7>"$folder.lock"
            flock 7
            flock -n -x 8 || idle=0
            [ $idle -eq 2 ] || exec 7>&-
        fi
    done
    kill -INT $server 2>/dev/null || true
    wait $server 2>/dev/null || true
    rm -rf "$folder"
}

case ${1:-} in
private)
    run "$2"
    ;;
keep)
    keep "$2"
    ;;
shared)
    here=$(cd "$(dirname "$0")" && pwd)
    folder=$base/shared-$(printf %s "$here" | cksum | tr -d ' ')
    make_template
    exec 7>"$folder.lock"
    flock 7
    # A folder without a keeper was left by a machine that stopped.
    if [ ! -S "$folder/.s.PGSQL.5432" ] || flock -n "$folder.kept" true; then
        rm -rf "$folder"
        mkdir -p "$folder"
        chmod 755 "$folder"
        : >"$folder/users"
        setsid "$here/postgres-cluster.sh" keep "$folder" </dev/null >/dev/null 2>&1 7>&- &
        for _ in $(seq 200); do
            "$bin/pg_isready" -q -h "$folder" -U yibao && break
            sleep 0.05
        done
    fi
    echo "$folder"
    ;;
*)
    sed -n '2,3s/^# //p' "$0" >&2
    exit 2
    ;;
esac
