#!/usr/bin/env bash
# The workspace's virtual environment: the locked packages, and Odoo by a .pth file.
source "$(dirname "$0")/env.sh"

if ! "$PYTHON" -c 'import pip' 2>/dev/null; then
    rm -rf "$VENV"
    "$("$ROOT/dev/python.sh")" -m venv "$VENV"
fi
"$PYTHON" - "$ODOO" <<'PY'
import pathlib, sys, sysconfig
site = pathlib.Path(sysconfig.get_path("purelib"))
site.joinpath("edoc-odoo.pth").write_text(sys.argv[1] + "\n")
PY

stamp=$VENV/lock.sha256
if ! sha256sum --status -c "$stamp" 2>/dev/null; then
    # --no-deps: the lock file is complete, and some metadata asks for packages that
    # are not wanted (psycopg2 from source beside psycopg2-binary).
    "$PYTHON" -m pip install --disable-pip-version-check --no-deps -r "$LOCK"
    sha256sum "$LOCK" >"$stamp"
fi
