#!/usr/bin/env bash
# make run: builds what is missing and serves the demo until Ctrl-C.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/open.sh"

flock -n "$WS/lock/server" true ||
    die "The server of this workspace runs already: $(<"$WS/url")"

finish() {
    trap '' INT TERM HUP
    stop_server
    release
}
trap finish EXIT
trap 'exit 0' INT TERM HUP
open_workspace
start_server

say
say "  $URL"
say
if [[ -f $ROOT/demo/logins.txt ]]; then cat "$ROOT/demo/logins.txt"; fi
say
say "Log: $WS/log/odoo.log. Ctrl-C stops the server, its tokens and its PostgreSQL."
wait "$SERVER" || die 'The server ended by itself.' "See $WS/log/odoo.log"
