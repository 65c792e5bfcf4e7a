#!/usr/bin/env bash
# Odoo 19 Community into the user's cache, from Debian sid's package, without adding
# sid to the system. Every workspace of the user reads the one unpacked copy.
source "$(dirname "$0")/env.sh"

# What Odoo's links into /usr/share need beside it. Font Awesome is taken from Debian
# 13, because sid's has other file names.
companions=(libjs-jquery libjs-jquery-form libjs-underscore
    fonts-montserrat fonts-roboto-unhinted)
stable=trixie
segmentation=@mediapipe/selfie_segmentation@0.1.1675465747

link() { ln -sfn "$1" "$ODOO"; }

if [[ -n ${EDOC_ODOO:-} ]]; then
    [[ -d $EDOC_ODOO/odoo/addons/base ]] || {
        echo "EDOC_ODOO=$EDOC_ODOO holds no folder odoo/ with Odoo in it." >&2
        exit 1
    }
    link "$(cd "$EDOC_ODOO" && pwd -P)"
    exit
fi

exec 9>"$CACHE/odoo.lock"
flock 9

unpacked() {
    find "$CACHE" -mindepth 1 -maxdepth 1 -type d -name 'odoo-19*' | sort -V | tail -n 1
}

apt_sid() {
    local state=$CACHE/apt
    mkdir -p "$state"/{lists,cache/archives}/partial
    apt-get -q -o Dir::Etc::SourceList="$state/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$state/lists" \
        -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root "$@"
}

mirror() {
    apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' \
        'Created-By: Packages' | awk '$2 == "Debian" && $3 == "Debian" {print $1; exit}'
}

fetch() {
    local source signed=/usr/share/keyrings/debian-archive-keyring.gpg
    source=$(mirror)
    [[ -n $source ]] || {
        echo "This machine's apt knows no Debian mirror to take Odoo from." >&2
        exit 1
    }
    mkdir -p "$CACHE/apt"
    printf "deb [signed-by=$signed] $source %s main\n" sid "$stable" \
        >"$CACHE/apt/sources.list"
    apt_sid update
    mkdir -p "$CACHE/downloads"
    cd "$CACHE/downloads"
    apt_sid download odoo-19/sid "${companions[@]/%//sid}" "fonts-font-awesome/$stable"
    npm pack --silent "$segmentation"
}

newest() { find "$CACHE/downloads" -name "$1" | sort -V | tail -n 1; }

unpack() {
    local archive version target dist package
    archive=$(newest 'odoo-19_*.deb')
    version=$(dpkg-deb -f "$archive" Version)
    target=$CACHE/odoo-$version
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
    dist=$target.part/usr/lib/python3/dist-packages/odoo/addons
    # Left out of Debian's package for its licence; each page of a browser asks for it.
    mkdir -p "$dist/mail/static/lib/selfie_segmentation"
    tar -xzf "$(newest 'mediapipe-selfie_segmentation-*.tgz')" -O \
        package/selfie_segmentation.js \
        >"$dist/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    mv "$target.part" "$target"
}

if [[ -z $(unpacked) ]]; then
    if [[ -z $(newest 'odoo-19_*.deb') ||
        -z $(newest 'mediapipe-selfie_segmentation-*.tgz') ]]; then
        fetch
    fi
    unpack
fi
link "$(unpacked)/usr/lib/python3/dist-packages"
