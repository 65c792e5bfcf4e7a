#!/usr/bin/env bash
# make test: the whole suite, which must not skip anything. The pure tests, which need
# neither Odoo nor the database, run beside the others, with an authority of their own.
# make test ARGS="-k ...": a part of it, in one run.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/scratch.sh"
enter_scratch
export PYTHONPATH=$ROOT/dev
beside=
log=$WS/log/pure-tests.$$.log

odoo_tests() { # TESTS AND OPTIONS...
    "$PYTHON" -m pytest -c "$ROOT/dev/pytest.ini" -o cache_dir="$WS/pytest-cache" \
        --rootdir="$WS/addons" --odoo-config="$SCRATCH_CONFIG" \
        --odoo-database="$SCRATCH_DATABASE" --odoo-http "$@" 6>&- 8>&-
}

pure_tests() {
    env -u EDOC_TEST_PKI -u SOFTHSM2_CONF "$PYTHON" -m pytest \
        -c "$ROOT/tests_pure/pytest.ini" -o cache_dir="$WS/pytest-cache-pure" \
        -ra -p no_skips "$ROOT/tests_pure" </dev/null >"$log" 2>&1 6>&- 8>&-
}

start_beside() {
    set -m # a process group of its own: what it has started ends with it
    pure_tests &
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
    local pure=0 code=0
    trap 'end_beside; leave_scratch' EXIT
    start_beside
    odoo_tests -p no_skips "$ADDON/tests" || code=$?
    wait "$beside" || pure=$?
    say
    cat "$log"
    exit $((code ? code : pure))
}

part() {
    local code=0
    odoo_tests "$ADDON/tests_pure" "$ADDON/tests" "$@" || code=$?
    exit $((code == 5 ? 0 : code)) # a selection may be empty
}

if (($#)); then part "$@"; else whole; fi
