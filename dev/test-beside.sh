#!/usr/bin/env bash
# test-beside.sh CLAIMS: the other half of the whole suite: the tests that need neither
# Odoo nor a database, with an authority of their own, then the modules of the others
# that nobody has claimed, on a database and an authority of this half's own.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/scratch.sh"
source "$ROOT/dev/pytest.sh"
pure=0 code=0
pure_tests || pure=$?
enter_scratch pki-test-beside 18320
shared_tests "$1" --from-end || code=$?
exit $((code ? code : pure))
