#!/usr/bin/env bash
# Odoo 19 Community into the user's cache, from Debian sid's package, without adding
# sid to the system. Every workspace of the user reads the one unpacked copy.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/foreign.sh"

# What Odoo's links into /usr/share need beside it. Font Awesome is taken from Debian
# 13, because sid's has other file names.
companions=(libjs-jquery libjs-jquery-form libjs-underscore
    fonts-montserrat fonts-roboto-unhinted)

unpacked() {
    find "$CACHE" -mindepth 1 -maxdepth 1 -type d -name 'odoo-19*[!t]' | sort -V |
        tail -n 1
}

fetch() {
    use_suites sid trixie
    cd "$DOWNLOADS"
    foreign_apt download odoo-19/sid "${companions[@]/%//sid}" fonts-font-awesome/trixie
}

unpack() {
    local archive target package
    archive=$(newest 'odoo-19_*.deb')
    target=$CACHE/odoo-$(dpkg-deb -f "$archive" Version)
    rm -rf "$target.part"
    mkdir "$target.part"
    # ./usr/lib/python3/dist-packages/addons is a second copy of all modules, and of
    # the translations only Vietnamese is wanted: 0.4 GB in place of 1.2 GB.
    dpkg --fsys-tarfile "$archive" | tar -x -C "$target.part" --wildcards \
        --exclude='./usr/lib/python3/dist-packages/addons' \
        --exclude='*/i18n/[a-u]*.po' --exclude='*/i18n/v[a-h]*.po' \
        --exclude='*/i18n/[w-z]*.po'
    for package in "${companions[@]}" fonts-font-awesome; do
        dpkg -x "$(newest "${package}_*.deb")" "$target.part"
    done
    mv "$target.part" "$target"
}

from_npm() { # PACKAGE@VERSION MEMBER FILE: unless the file is there
    local archive
    if [[ -f $3 ]]; then return; fi
    archive=$(cd "$DOWNLOADS" && npm pack --silent "$1")
    mkdir -p "$(dirname "$3")"
    tar -xzf "$DOWNLOADS/$archive" -O "package/$2" >"$3.part"
    mv "$3.part" "$3"
}

# Debian leaves out what it can not build from source. Every page asks for the first
# file; the viewer asks for the second when a PDF has form fields, as a signed one has.
supply() { # ADDONS
    local pdfjs=$1/web/static/lib/pdfjs/build version
    from_npm @mediapipe/selfie_segmentation@0.1.1675465747 selfie_segmentation.js \
        "$1/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    version=$(grep -oE 'pdfjsVersion = "[0-9.]+"' "$pdfjs/pdf.js" | cut -d '"' -f 2)
    from_npm "pdfjs-dist@$version" build/pdf.sandbox.mjs "$pdfjs/pdf.sandbox.js"
}

if [[ -n ${EDOC_ODOO:-} ]]; then
    [[ -d $EDOC_ODOO/odoo/addons/base ]] || {
        echo "EDOC_ODOO=$EDOC_ODOO holds no folder odoo/ with Odoo in it." >&2
        exit 1
    }
    ln -sfn "$(cd "$EDOC_ODOO" && pwd -P)" "$ODOO"
    exit
fi
exec 9>"$CACHE/lock"
flock 9
mkdir -p "$DOWNLOADS"
if [[ -z $(unpacked) ]]; then
    if [[ -z $(newest 'odoo-19_*.deb') ]]; then fetch; fi
    unpack
fi
packages=$(unpacked)/usr/lib/python3/dist-packages
supply "$packages/odoo/addons"
ln -sfn "$packages" "$ODOO"
