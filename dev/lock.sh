#!/usr/bin/env bash
# Writes requirements/lock.txt anew from requirements/*.in, newest versions.
source "$(dirname "$0")/env.sh"

"$ROOT/dev/packages.sh"
"$ROOT/dev/fetch-odoo.sh"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$("$ROOT/dev/python.sh")" -m venv "$fresh"
readlink -f "$ODOO" >"$(echo "$fresh"/lib/python3.*/site-packages)/edoc-odoo.pth"
cd "$ROOT/requirements"
"$fresh/bin/pip" install -r python.in -r oca.in -r dev.in
"$fresh/bin/python" "$ROOT/dev/check_lock.py"
{
    echo '# Written by "make lock" from python.in, oca.in and dev.in.'
    # Odoo comes from elsewhere, and its metadata asks for the source packages of what
    # psycopg2-binary and pypdf provide.
    "$fresh/bin/pip" freeze | grep -v -i -E '^(odoo|psycopg2|pypdf2)=='
} >"$fresh/lock.txt"
cp "$fresh/lock.txt" lock.txt
