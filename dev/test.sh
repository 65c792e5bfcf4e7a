#!/usr/bin/env bash
# make test: the whole suite, which must not skip anything, in two halves beside each
# other; whichever is quicker takes more of it.
# make test ARGS="-k ...": a part of it, in one run.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/scratch.sh"
source "$ROOT/dev/pytest.sh"
enter_scratch
beside=
log=$WS/log/tests-beside.$$.log

start_beside() { # CLAIMS
    set -m # a process group of its own: what it has started ends with it
    env -u EDOC_TEST_PKI -u EDOC_TEST_BARE -u SOFTHSM2_CONF \
        "$ROOT/dev/test-beside.sh" "$1" </dev/null >"$log" 2>&1 6>&- 8>&- &
    beside=$!
    set +m
}

end_beside() {
    trap '' INT TERM HUP
    if [[ -n $beside ]]; then
        kill -INT -- "-$beside" 2>/dev/null || true
        for _ in {1..100}; do
            kill -0 -- "-$beside" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL -- "-$beside" 2>/dev/null || true
    fi
    rm -f "$log"
}

whole() {
    local other=0 code=0 claims=$scratch/claims
    mkdir "$claims"
    trap 'end_beside; leave_scratch' EXIT
    start_beside "$claims"
    shared_tests "$claims" || code=$?
    wait "$beside" || other=$?
    say
    cat "$log"
    exit $((code ? code : other))
}

part() {
    local code=0
    odoo_tests "$ADDON/tests_pure" "$ADDON/tests" "$@" || code=$?
    exit $((code == 5 ? 0 : code)) # a selection may be empty
}

if (($#)); then part "$@"; else whole; fi
