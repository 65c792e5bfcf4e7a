# How tests are run. Sourced after env.sh.
export PYTHONPATH=$ROOT/dev

odoo_tests() { # TESTS AND OPTIONS...
    "$PYTHON" -m pytest -c "$ROOT/dev/pytest.ini" -o cache_dir="$PKI-pytest" \
        --rootdir="$WS/addons" --odoo-config="$SCRATCH_CONFIG" \
        --odoo-database="$SCRATCH_DATABASE" --odoo-http "$@" 6>&- 8>&-
}

shared_tests() { # CLAIMS OPTIONS...: those modules that no other run has claimed
    odoo_tests -p no_skips -p shared_run --claims "$@" "$ADDON/tests"
}

pure_tests() {
    "$PYTHON" -m pytest -c "$ROOT/tests_pure/pytest.ini" \
        -o cache_dir="$WS/pure-pytest" -ra -p no_skips "$ROOT/tests_pure" \
        </dev/null
}
