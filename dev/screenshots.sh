#!/usr/bin/env bash
# make screenshots [OUT=folder]: a picture of each main screen of the demo.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/open.sh"
out=$(realpath -m "$1")
trap 'stop_server; release' EXIT
open_workspace
if flock -n "$WS/lock/server" true; then start_server; fi
mkdir -p "$out"
"$PYTHON" "$ROOT/dev/screenshots.py" "$(<"$WS/url")" "$out" "${@:2}"
