#!/usr/bin/env bash
# make lint: formatting, ruff's rules, pylint-odoo's rules. All run, then it fails.
source "$(dirname "$0")/env.sh"
"$ROOT/dev/prepare.sh"
cd "$ROOT"
code=0
"$VENV/bin/ruff" format --check . || code=1
"$VENV/bin/ruff" check . || code=1
"$PYTHON" -m pylint --rcfile=.pylintrc "$ROOT" || code=1
exit "$code"
