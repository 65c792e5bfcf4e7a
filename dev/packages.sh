#!/usr/bin/env bash
# Installs the Debian packages that this machine lacks; asks apt for nothing else.
source "$(dirname "$0")/env.sh"

missing=()
need() { # PACKAGE TEST...: the package is wanted when the test fails
    local package=$1
    shift
    if ! "$@" >/dev/null 2>&1; then missing+=("$package"); fi
}
exists() { compgen -G "$1"; }

need make command -v make
need softhsm2 command -v softhsm2-util
need opensc command -v pkcs11-tool
need chromium command -v chromium
need chromium-driver command -v chromedriver
if (("$(. /etc/os-release && echo "${VERSION_ID:-13}")" < 13)); then
    need wkhtmltopdf command -v wkhtmltopdf # Debian 13: fetch-wkhtmltopdf.sh
fi
need poppler-utils command -v pdfsig
need tesseract-ocr command -v tesseract
need tesseract-ocr-vie exists '/usr/share/tesseract-ocr/*/tessdata/vie.traineddata'
need libreoffice-writer-nogui command -v soffice
need libreoffice-calc-nogui exists '/usr/lib/libreoffice/program/libsclo.so'
need libreoffice-impress-nogui exists '/usr/lib/libreoffice/program/libsdlo.so'
# Version 1 has no Vietnamese letters. Debian 12 keeps version 2 in a package of its own;
# from Debian 13 on it is the only one.
liberation=fonts-liberation
if grep -q '^VERSION_ID="12"' /etc/os-release; then liberation=fonts-liberation2; fi
need "$liberation" dpkg -s "$liberation"
need ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
need postgresql exists '/usr/lib/postgresql/*/bin/initdb' # a test kills one of its own
if [[ -z ${EDOC_ODOO:-} ]]; then need npm command -v npm; fi
need python3-venv "$ROOT/dev/python.sh"

if ((${#missing[@]} == 0)); then exit; fi
as_root=()
if ((EUID != 0)); then
    as_root=(sudo -n)
    "${as_root[@]}" true || {
        echo "Run as root, or as a user who may use sudo without a password," >&2
        echo "or first do: sudo apt-get install ${missing[*]}" >&2
        exit 1
    }
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@"; }
apt update || echo "Some package lists could not be fetched; going on." >&2
apt install --no-install-recommends "${missing[@]}"
