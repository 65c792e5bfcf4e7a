#!/usr/bin/env bash
# make reset: the demo afresh: no database, filestore, tokens, exchange folder.
# make clean (reset.sh all): the whole workspace away; the user's cache stays.
source "$(dirname "$0")/env.sh"

for lock in server pki; do
    flock -n "$WS/lock/$lock" true ||
        die 'A command of this workspace is running.' 'End it first (Ctrl-C).'
done
if [[ ${1:-} == all ]]; then
    for lock in postgres pki-test; do
        flock -n "$WS/lock/$lock" true ||
            die 'A command of this workspace is running.' 'End it first (Ctrl-C).'
    done
    if [[ -n ${EDOC_PGHOST:-} ]]; then "$ROOT/dev/databases.sh" drop-all; fi
    "$ROOT/dev/postgres.sh" remove
    rm -rf "$WS"
    exit
fi
source "$ROOT/dev/services.sh"
drop_databases() {
    "$ROOT/dev/databases.sh" drop "$DATABASE"
    "$ROOT/dev/databases.sh" drop "edoc_ubnd$BOUNDARY"
}
trap release EXIT
hold_postgres
step 'Databases, filestore, tokens and exchange folder removed' 'See above.' \
    drop_databases
rm -rf "$WS"/{data,pki,exchange,database.ready,odoo.conf,province,axis}
