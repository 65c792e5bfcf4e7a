#!/usr/bin/env bash
# From a bare machine to a workspace in which Odoo can be started: packages, Odoo,
# virtual environment. What is there already is left alone.
source "$(dirname "$0")/env.sh"

exec 7>"$WS/lock/prepare"
flock 7
step 'Debian packages' 'Install them by hand, or run as root or with sudo.' \
    "$ROOT/dev/packages.sh"
if ! command -v wkhtmltopdf >/dev/null; then
    step 'wkhtmltopdf' 'Needs the Debian mirror; or install one on the PATH.' \
        "$ROOT/dev/fetch-wkhtmltopdf.sh"
fi
step 'Odoo 19' 'Needs the Debian mirror and npm; or set EDOC_ODOO to an Odoo 19.' \
    "$ROOT/dev/fetch-odoo.sh"
step 'Python packages' 'Needs a package index that pip can reach.' \
    "$ROOT/dev/make-venv.sh"
mkdir -p "$WS/addons"
ln -sfn "$ROOT" "$ADDON"
