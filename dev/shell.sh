#!/usr/bin/env bash
# make shell: Odoo's shell on the demo database.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/open.sh"
trap release EXIT
open_workspace
odoo shell -d "$DATABASE" --log-level=warn
