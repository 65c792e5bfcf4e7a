# Settings and paths of this workspace. Sourced by every script in dev/.
# Settings come from the environment, else from workspace.env (see dev/README.md).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
if [[ -f $ROOT/workspace.env ]]; then
    while IFS='=' read -r name value; do
        if [[ $name == EDOC_* && -z ${!name+set} ]]; then export "$name=$value"; fi
    done <"$ROOT/workspace.env"
fi

WS=$ROOT/.workspace
MODULE=l10n_vn_edoc
# Two checkouts on one machine differ in this, and so in everything derived from it.
HASH=$(printf %s "$ROOT" | sha256sum | cut -c1-12)
CACHE=${EDOC_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/$MODULE}
VENV=$WS/venv
PYTHON=$VENV/bin/python
ODOO=$WS/odoo # link to the folder that holds the Python package `odoo`
LOCK=$ROOT/requirements/lock.txt
mkdir -p "$WS/log" "$CACHE"

if [[ -t 1 ]]; then BOLD=$'\e[1m' PLAIN=$'\e[0m'; else BOLD='' PLAIN=''; fi

say() { printf '%s\n' "$*"; }

die() {
    printf '\n%sStopped:%s %s\n' "$BOLD" "$PLAIN" "$1" >&2
    shift
    for hint in "$@"; do printf '  %s\n' "$hint" >&2; done
    exit 1
}

# step TITLE HINT COMMAND...: one line of progress; the output goes to a log file,
# whose end is shown together with the hint when the command fails.
step() {
    local title=$1 hint=$2 log started
    shift 2
    log=$WS/log/$(basename "$1" .sh)-$BASHPID.log
    started=$(date +%s%N)
    printf '%-58s' "$title"
    if "$@" >"$log" 2>&1; then
        printf '%6.1f s\n' "$((($(date +%s%N) - started) / 100000000))e-1"
        rm -f "$log"
    else
        printf '%8s\n' failed
        tail -n 25 "$log" >&2
        die "$title did not work." "$hint" "The whole output: $log"
    fi
}
