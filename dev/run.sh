#!/usr/bin/env bash
# make run: builds what is missing and serves the demo until Ctrl-C: the Sở, and the
# provincial People's Committee at the other end of a test axis.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/open.sh"
source "$ROOT/dev/province.sh"

flock -n "$WS/lock/server" true ||
    die "The server of this workspace runs already: $(<"$WS/url")"

finish() {
    trap '' INT TERM HUP
    stop_province
    stop_server
    release
}
trap finish EXIT
trap 'exit 0' INT TERM HUP
open_workspace
step "The People's Committee at the other end of the axis" 'See the messages above.' \
    open_province
start_server
start_province

say
say "  $URL  Sở Công Thương"
say "  $PROVINCE_URL  Ủy ban nhân dân tỉnh"
say
cat "$ROOT/demo/logins.txt"
say
say "Log: $WS/log/odoo.log. Ctrl-C stops the servers, their tokens and PostgreSQL."
wait "$SERVER" || die 'The server ended by itself.' "See $WS/log/odoo.log"
