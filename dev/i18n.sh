#!/usr/bin/env bash
# make i18n: all terms of the addon into i18n/l10n_vn_edoc.pot, merged into i18n/vi.po.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/scratch.sh"
enter_scratch

"$PYTHON" -m odoo i18n export -c "$SCRATCH_CONFIG" -d "$SCRATCH_DATABASE" \
    -l pot -o "$scratch/$MODULE.pot" "$MODULE" 6>&- 8>&-
"$PYTHON" "$ROOT/dev/i18n.py" "$scratch/$MODULE.pot" "$ROOT/i18n"
