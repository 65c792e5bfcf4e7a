#!/usr/bin/env bash
# make demo [OUT=folder]: the main line, headless, as the roles, on the demo database;
# packets, signed PDFs and the report are written into the folder.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/open.sh"
out=$(realpath -m "$1")
trap release EXIT
open_workspace
mkdir -p "$out"
call "odoo.addons.$MODULE.demo.line:main" "$out"
