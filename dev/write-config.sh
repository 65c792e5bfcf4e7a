#!/usr/bin/env bash
# write-config.sh FILE DATABASE HTTP_PORT run|test: Odoo's configuration, with filestore
# and exchange folder beside it.
source "$(dirname "$0")/env.sh"
file=$1 database=$2 port=$3 purpose=$4
folder=$(dirname "$file")

addons=$WS/addons,$("$PYTHON" -c 'import sysconfig as s; print(s.get_path("purelib"))')/odoo/addons
if [[ -d $ODOO/addons ]]; then addons+=,$ODOO/addons; fi # a source tree
addons+=,$ODOO/odoo/addons

driver=$(find /usr/lib /usr/lib64 /usr/local/lib -name libsofthsm2.so 2>/dev/null | head -n 1)
# Test runs work off their jobs themselves.
wide=base,web channels=root:0 crons=0
if [[ $purpose == run ]]; then wide=base,web,queue_job channels=root:2 crons=1; fi

mkdir -p "$folder/exchange"
(umask 077 && cat >"$file") <<CONF
[options]
addons_path = $addons
data_dir = $folder/data
db_host = $PGHOST
db_port = $PGPORT
db_user = $PGUSER
${PGPASSWORD:+db_password = $PGPASSWORD}
db_name = $database
http_interface = 127.0.0.1
http_port = $port
list_db = False
max_cron_threads = $crons
screenshots = $WS/log/screenshots
server_wide_modules = $wide

[queue_job]
channels = $channels

[$MODULE]
pkcs11_softhsm = $driver
exchange_root = $folder/exchange
scan_root = $folder/scans
secrets_passphrase = $HASH
audit_key = $HASH
CONF
