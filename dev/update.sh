#!/usr/bin/env bash
# make update: upgrade of the addon in the demo database, changed or not.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/open.sh"
trap release EXIT
open_workspace
update_database
