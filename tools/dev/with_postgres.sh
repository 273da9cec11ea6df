#!/usr/bin/env bash
# with_postgres.sh COMMAND...: runs the command with VACANCY_TEST_POSTGRES set to a PostgreSQL 15
# of its own, on loopback, in a temporary directory, with fsync on; both are gone afterwards.
set -euo pipefail

fail() {
    printf 'with_postgres: %s\n' "$*" >&2
    exit 1
}

bin=$(ls -d /usr/lib/postgresql/15/bin 2>/dev/null) || fail "postgresql-15 is not installed"
dir=$(mktemp -d /tmp/vacancy-postgres.XXXXXX)
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

# PostgreSQL refuses to run as root: it runs as the package's own user then.
as_database_user() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# The traps end only the server that this script started, by its data directory.
clean_up() {
    [ -f "$dir/data/postmaster.pid" ] &&
        as_database_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
    rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

printf '%s' "$password" >"$dir/password"
[ "$(id -u)" -eq 0 ] && chown -R postgres "$dir"
as_database_user "$bin/initdb" -D "$dir/data" -U vacancy --auth=scram-sha-256 \
    --pwfile="$dir/password" --encoding=UTF8 --locale=C >"$dir.log" 2>&1 || {
    cat "$dir.log" >&2
    rm -f "$dir.log"
    fail "initdb failed: see above"
}
rm -f "$dir.log" "$dir/password"

free_port() {
    python3 -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])'
}

# Another program may take the port between the choice and the start: choose again.
started=no
for _ in 1 2 3 4 5; do
    port=$(free_port)
    if as_database_user "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/server.log" -o \
        "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c fsync=on" \
        start >/dev/null 2>&1; then
        started=yes
        break
    fi
done
if [ "$started" = no ]; then
    cat "$dir/data/server.log" >&2
    fail "PostgreSQL did not start: see above"
fi
PGPASSWORD=$password "$bin/createdb" -h 127.0.0.1 -p "$port" -U vacancy vacancy_test
export VACANCY_TEST_POSTGRES="postgres://vacancy:$password@127.0.0.1:$port/vacancy_test"

status=0
"$@" || status=$?
exit "$status"
