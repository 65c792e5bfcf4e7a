# Settings and paths of this workspace. Sourced by every script in dev/.
# Settings come from the environment, else from workspace.env (see dev/README.md).
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
if [[ -f $ROOT/workspace.env ]]; then
    while IFS='=' read -r name value; do
        if [[ $name == EDOC_* && -z ${!name+set} ]]; then export "$name=$value"; fi
    done <"$ROOT/workspace.env"
fi

MODULE=l10n_vn_edoc
WS=$ROOT/.workspace
CACHE=${EDOC_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/$MODULE}
VENV=$WS/venv
PYTHON=$VENV/bin/python
ODOO=$WS/odoo # link to the folder that holds the Python package `odoo`
ADDON=$WS/addons/$MODULE
LOCK=$ROOT/requirements/lock.txt
export PATH=$CACHE/bin:$PATH
mkdir -p "$WS"/{log,lock} "$CACHE"

# Two checkouts on one machine differ in this, and so in all that is derived from it.
HASH=$(printf %s "$ROOT" | sha256sum | cut -c1-12)
PKI_HOST=127.$((16#${HASH:0:2} % 254 + 1)).$((16#${HASH:2:2})).$((16#${HASH:4:2} % 254 + 1))

# PostgreSQL: the user's own server, or a cluster of this workspace. initdb refuses
# root, so for root it is `postgres` who runs it; he may be unable to reach the
# checkout, and the path of a socket has an end at 107 characters.
BOUNDARY=${EDOC_PGHOST:+_$HASH} # names on a server that others use too
DATABASE=edoc$BOUNDARY
AS_PG=()
if ((EUID == 0)); then AS_PG=(runuser -u postgres --); fi
if [[ -n ${EDOC_PGHOST:-} ]]; then
    export PGHOST=$EDOC_PGHOST PGPORT=${EDOC_PGPORT:-5432} PGUSER=${EDOC_PGUSER:-$(id -un)}
    if [[ -n ${EDOC_PGPASSWORD:-} ]]; then export PGPASSWORD=$EDOC_PGPASSWORD; fi
else
    PGROOT=$WS/postgres
    if ((${#PGROOT} > 80 || EUID == 0)); then PGROOT=/var/tmp/$MODULE-$HASH; fi
    export PGHOST=$PGROOT/socket PGPORT=5432 PGUSER=edoc
fi
unset PGDATABASE # Odoo would prefer it to the database it is told

say() { printf '%s\n' "$*"; }

die() {
    printf '\nStopped: %s\n' "$1" >&2
    shift
    for hint in "$@"; do printf '  %s\n' "$hint" >&2; done
    exit 1
}

# step TITLE HINT COMMAND...: one line of progress; the output goes to a log file,
# whose end is shown together with the hint when the command fails.
step() {
    local title=$1 hint=$2 log started spent
    shift 2
    log=$WS/log/${title//[^[:alnum:]]/-}.$BASHPID.log
    started=$(date +%s%N)
    printf '%-60s' "$title"
    if "$@" >"$log" 2>&1; then
        spent=$((($(date +%s%N) - started) / 100000000))
        printf '%4d.%d s\n' $((spent / 10)) $((spent % 10))
        rm -f "$log"
    else
        printf '%8s\n' failed
        tail -n 25 "$log" >&2
        die "$title: did not work." "$hint" "The whole output: $log"
    fi
}
