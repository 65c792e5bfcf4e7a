#!/usr/bin/env bash
# Odoo 19 Community into the user's cache, from Debian sid's package, without adding
# sid to the system. Every workspace of the user reads the one unpacked copy.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/foreign.sh"

# What Odoo's links into /usr/share need beside it. Font Awesome is taken from Debian
# 13, because sid's has other file names.
companions=(libjs-jquery libjs-jquery-form libjs-underscore
    fonts-montserrat fonts-roboto-unhinted)
segmentation=@mediapipe/selfie_segmentation@0.1.1675465747

unpacked() {
    find "$CACHE" -mindepth 1 -maxdepth 1 -type d -name 'odoo-19*[!t]' | sort -V |
        tail -n 1
}

fetch() {
    use_suites sid trixie
    cd "$DOWNLOADS"
    foreign_apt download odoo-19/sid "${companions[@]/%//sid}" fonts-font-awesome/trixie
    npm pack --silent "$segmentation"
}

unpack() {
    local archive target addons package
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
    # Left out of Debian's package for its licence; every page in a browser asks for it.
    addons=$target.part/usr/lib/python3/dist-packages/odoo/addons
    mkdir -p "$addons/mail/static/lib/selfie_segmentation"
    tar -xzf "$(newest 'mediapipe-selfie_segmentation-*.tgz')" \
        -C "$addons/mail/static/lib/selfie_segmentation" --strip-components=1 \
        package/selfie_segmentation.js
    mv "$target.part" "$target"
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
if [[ -z $(unpacked) ]]; then
    mkdir -p "$DOWNLOADS"
    if [[ -z $(newest 'odoo-19_*.deb') ||
        -z $(newest 'mediapipe-selfie_segmentation-*.tgz') ]]; then
        fetch
    fi
    unpack
fi
ln -sfn "$(unpacked)/usr/lib/python3/dist-packages" "$ODOO"
