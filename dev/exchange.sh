#!/usr/bin/env bash
# make exchange [N=1000]: two servers exchange N documents by the test axis while they
# are killed at random; prints what arrived, what was lost and what came twice.
source "$(dirname "$0")/env.sh"
EDOC_EXCHANGE=${1:-1000}
EDOC_EXCHANGE_TABLE=$WS/log/exchange.txt
export EDOC_EXCHANGE EDOC_EXCHANGE_TABLE
rm -f "$EDOC_EXCHANGE_TABLE"
code=0
"$ROOT/dev/test.sh" -k test_exchange -q || code=$?
if [[ -f $EDOC_EXCHANGE_TABLE ]]; then cat "$EDOC_EXCHANGE_TABLE"; fi
exit "$code"
