#!/usr/bin/env bash
# make i18n: all terms of the addon into i18n/l10n_vn_edoc.pot, merged into i18n/vi.po.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/scratch.sh"
enter_scratch

# Odoo follows links when it looks for terms: the usual link to the checkout, which holds
# the workspace, would lead it round in circles.
mkdir -p "$scratch/addons/$MODULE"
for entry in "$ROOT"/*; do
    case $(basename "$entry") in
    tests | tests_pure | bench | dev | out) ;;
    *) ln -s "$entry" "$scratch/addons/$MODULE/" ;;
    esac
done
sed -i "s|$WS/addons|$scratch/addons|" "$SCRATCH_CONFIG"

"$PYTHON" -m odoo i18n export -c "$SCRATCH_CONFIG" -d "$SCRATCH_DATABASE" \
    -l pot -o "$scratch/$MODULE.pot" "$MODULE" 6>&- 8>&-
"$PYTHON" "$ROOT/dev/i18n.py" "$scratch/$MODULE.pot" "$ROOT/i18n"
