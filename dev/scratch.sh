# A database of this run's own, copied from the template, with the test authority at
# its side; gone again when the script ends. Sourced after env.sh.
source "$ROOT/dev/services.sh"

scratch=$WS/scratch/$$
SCRATCH_DATABASE=edoc_scratch_$$$BOUNDARY
SCRATCH_CONFIG=$scratch/odoo.conf

leave_scratch() {
    trap '' INT TERM HUP
    if [[ -d $scratch ]]; then
        "$ROOT/dev/databases.sh" drop "$SCRATCH_DATABASE" >/dev/null 2>&1 || true
        rm -rf "$scratch"
    fi
    release
}

forget_killed_runs() {
    local old
    for old in $(ls "$WS/scratch" 2>/dev/null); do
        if ! kill -0 "$old" 2>/dev/null; then
            "$ROOT/dev/databases.sh" drop "edoc_scratch_$old$BOUNDARY" 2>/dev/null
            rm -rf "${WS:?}/scratch/$old"
        fi
    done
}

enter_scratch() { # [FOLDER OF THE TEST AUTHORITY, PORT]
    trap leave_scratch EXIT
    trap 'exit 130' INT TERM HUP
    "$ROOT/dev/prepare.sh"
    hold_postgres
    forget_killed_runs
    hold_pki "$WS/${1:-pki-test}" "${2:-18319}"
    export EDOC_TEST_PKI=$PKI
    mkdir -p "$scratch"
    step 'Database (a copy; built anew when the addon changed)' \
        'The addon could not be installed: mend what the messages above name.' \
        "$ROOT/dev/databases.sh" copy "$SCRATCH_DATABASE" "$scratch"
    "$ROOT/dev/write-config.sh" "$SCRATCH_CONFIG" "$SCRATCH_DATABASE" 8069 test
    export EDOC_TEST_BARE=$WS/templates/data/filestore/edoc_addon_$("$ROOT/dev/databases.sh" key)$BOUNDARY
}
