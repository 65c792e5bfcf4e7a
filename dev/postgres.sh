#!/usr/bin/env bash
# postgres.sh start|stop|remove: the PostgreSQL cluster of this workspace, reachable
# by its own Unix socket only. The clusters of the system are never touched.
source "$(dirname "$0")/env.sh"

if [[ -n ${EDOC_PGHOST:-} ]]; then
    if [[ $1 == start ]]; then psql -d postgres -Atc 'SELECT version()'; fi
    exit
fi
data=$PGROOT/data

pg() { # PROGRAM ARGS...: of the version that made the cluster
    local version
    version=$("${AS_PG[@]}" cat "$data/PG_VERSION" 2>/dev/null || newest_version)
    (cd / && "${AS_PG[@]}" "/usr/lib/postgresql/$version/bin/$1" "${@:2}")
}
newest_version() {
    find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1
}
running() { pg pg_ctl -D "$data" status >/dev/null 2>&1; }

create() {
    if ((EUID == 0)); then
        install -d -m 700 -o postgres -g postgres "$PGROOT"
    else
        install -d -m 700 "$PGROOT"
    fi
    "${AS_PG[@]}" mkdir -p "$PGHOST"
    # A half made cluster is none.
    "${AS_PG[@]}" rm -rf "$data" "$data.part"
    pg initdb -D "$data.part" -U admin --auth=trust --encoding=UTF8 --locale=C.UTF-8
    "${AS_PG[@]}" tee -a "$data.part/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$PGHOST'
unix_socket_permissions = 0700
CONF
    "${AS_PG[@]}" mv "$data.part" "$data"
}

start() {
    if ! "${AS_PG[@]}" test -f "$data/PG_VERSION"; then create; fi
    if ! running; then
        pg pg_ctl -D "$data" -l "$PGROOT/log" -w -t 60 start 5>&- 6>&- 7>&- 8>&- 9>&-
    fi
    psql -d postgres -U admin -Atc "SELECT 1 FROM pg_roles WHERE rolname = 'edoc'" | grep -q 1 ||
        psql -d postgres -U admin -qc 'CREATE ROLE edoc LOGIN CREATEDB'
}

stop() { if running; then pg pg_ctl -D "$data" -m fast -w stop; fi; }

case $1 in
start) start ;;
stop) stop ;;
remove)
    stop
    rm -rf "$PGROOT"
    ;;
esac
