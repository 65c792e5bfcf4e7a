#!/usr/bin/env bash
# databases.sh copy TARGET FOLDER: database TARGET, filestore in FOLDER/data, with the
# addon installed; a copy of a template that is built when its contents changed.
# databases.sh drop DATABASE
# databases.sh drop-all: every database of this workspace
# databases.sh key: what the addon's database depends on
source "$(dirname "$0")/env.sh"
templates=$WS/templates

digest() { sha256sum | cut -c1-10; }
installed() { # all that may decide what an installed database holds
    cd "$ROOT"
    find . \( -name '.?*' -o -name __pycache__ -o -name tests -o -path ./tests_pure \
        -o -path ./bench -o -path ./bin -o -path ./demo -o -path ./dev -o -path ./docs \
        -o -path ./out -o -path ./requirements -o -path ./controllers \
        -o -name '*.md' -o -name Makefile -o -name '*.toml' \) -prune -o -type f -print |
        LC_ALL=C sort | xargs -d '\n' sha256sum
}
dependencies() {
    "$PYTHON" - "$ROOT/__manifest__.py" <<'PY'
import ast, sys
print(",".join(ast.literal_eval(open(sys.argv[1]).read())["depends"]))
PY
}
base_key() { { dependencies; cat "$ROOT/dev/databases.sh" "$LOCK"; readlink -f "$ODOO"; } | digest; }
addon_key() { { base_key; installed; } | digest; }

sql() { psql -d postgres -v ON_ERROR_STOP=1 -qc "$1"; }
drop() { sql "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"; }

copy_database() { # SOURCE SOURCE_FOLDER TARGET TARGET_FOLDER
    drop "$3"
    sql "CREATE DATABASE \"$3\" TEMPLATE \"$1\""
    sql "ALTER DATABASE \"$3\" SET synchronous_commit = off"
    mkdir -p "$4/data/filestore"
    rm -rf "$4/data/filestore/$3"
    if [[ -d $2/data/filestore/$1 ]]; then
        cp -a "$2/data/filestore/$1" "$4/data/filestore/$3"
    fi
}

odoo() { # DATABASE ARGS...
    "$ROOT/dev/write-config.sh" "$templates/odoo.conf" "$1" 8069 test
    "$PYTHON" -m odoo server -c "$templates/odoo.conf" -d "$1" --no-http \
        --stop-after-init --log-level=warn "${@:2}"
}

template() { # KIND KEY BUILDER: builds KIND_KEY unless it is there; forgets older ones
    local name=edoc_$1_$2$BOUNDARY old
    [[ -f $templates/$name.ready ]] && return
    for old in "$templates/edoc_$1_"*.ready; do
        [[ -f $old ]] || continue
        rm "$old"
        old=$(basename "$old" .ready)
        drop "$old"
        rm -rf "$templates/data/filestore/$old"
    done
    "$3" "$name"
    touch "$templates/$name.ready"
}
build_base() {
    drop "$1"
    odoo "$1" -i "base,$(dependencies)" --load-language=en_US,vi_VN
}
build_addon() {
    copy_database "edoc_base_$(base_key)$BOUNDARY" "$templates" "$1" "$templates"
    odoo "$1" -i "$MODULE"
    "$PYTHON" "$ROOT/dev/call.py" "$templates/odoo.conf" "$1" databases:warm
}

copy() {
    local base addon
    base=$(base_key) addon=$(addon_key)
    exec 7>"$WS/lock/templates"
    flock 7
    template base "$base" build_base
    template addon "$addon" build_addon
    copy_database "edoc_addon_$addon$BOUNDARY" "$templates" "$1" "$2"
}

mkdir -p "$templates"
case $1 in
copy) copy "$2" "$3" ;;
drop) drop "$2" ;;
drop-all)
    psql -d postgres -Atc 'SELECT datname FROM pg_database' |
        { grep "^edoc.*$BOUNDARY\$" || true; } |
        while read -r name; do drop "$name"; done
    ;;
key) addon_key ;;
esac
