#!/usr/bin/env bash
# Prints a Python that Odoo 19 and the lock file work with, and that can make a
# virtual environment.
source "$(dirname "$0")/env.sh"

usable() {
    "$1" -c 'import ensurepip, sys, venv; assert (3, 11) <= sys.version_info < (3, 14)'
}

for candidate in ${EDOC_PYTHON:+"$EDOC_PYTHON"} python3.12 python3.11 python3.13 python3; do
    if usable "$candidate" 2>/dev/null; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit
    fi
done
echo "No Python 3.11, 3.12 or 3.13 with the module venv was found." >&2
exit 1
