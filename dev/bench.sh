#!/usr/bin/env bash
# make bench: each bench/*.py on a scratch database; their figures in one table.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/scratch.sh"
enter_scratch

export EDOC_BENCH_CONFIG=$SCRATCH_CONFIG EDOC_BENCH_DATABASE=$SCRATCH_DATABASE
say
printf '%-16s %-46s %10s %s\n' File Measured Value Unit
for file in "$ROOT"/bench/*.py; do
    PYTHONPATH=$ROOT "$PYTHON" "$file" 6>&- 8>&- |
        awk -F '\t' -v file="$(basename "$file" .py)" \
            'NF == 3 {printf "%-16s %-46s %10s %s\n", file, $1, $2, $3}'
done
