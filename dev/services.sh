# What several commands of one workspace may use at the same time. Each holds a shared
# lock while it does; the last one to leave stops the service. Sourced after env.sh.
# Descriptors: 5 the server, 6 PostgreSQL, 7 set-up, 8 the authority, 9 the cache.

hold_postgres() {
    exec 6>"$WS/lock/postgres"
    flock -s 6
    step 'PostgreSQL' 'Try "make reset"; it begins with an empty cluster.' \
        flock -o "$WS/lock/postgres-start" "$ROOT/dev/postgres.sh" start
}

hold_pki() { # FOLDER PORT
    PKI=$1 PKI_PORT=$2
    export SOFTHSM2_CONF=$PKI/softhsm2.conf
    mkdir -p "$PKI"
    exec 8>"$WS/lock/$(basename "$PKI")"
    flock -s 8
    step 'Tokens, time stamps and certificate status' \
        "See $PKI/server.log; \"make reset\" makes new tokens." \
        flock -o "$WS/lock/pki-start" "$ROOT/dev/pki.sh" start "$PKI" "$PKI_PORT"
}

release() {
    if [[ -n ${PKI:-} ]] && flock -n -x 8; then
        "$ROOT/dev/pki.sh" stop "$PKI" "$PKI_PORT"
    fi
    if [[ -e /dev/fd/6 ]] && flock -n -x 6; then
        "$ROOT/dev/postgres.sh" stop >/dev/null
    fi
}
