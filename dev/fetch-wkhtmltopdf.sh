#!/usr/bin/env bash
# Debian 13 has no wkhtmltopdf any more. There, Debian 12's is unpacked into the cache
# with all its libraries, and runs by its own loader; the system is left as it is.
source "$(dirname "$0")/env.sh"
source "$ROOT/dev/foreign.sh"

if command -v wkhtmltopdf; then exit; fi
exec 9>"$CACHE/lock"
flock 9
if command -v wkhtmltopdf; then exit; fi

tree=$CACHE/wkhtmltopdf
use_suites bookworm
foreign_apt --no-install-recommends --download-only install wkhtmltopdf
mkdir -p "$tree" "$CACHE/bin"
for archive in "$CACHE"/apt/cache/archives/*.deb; do dpkg -x "$archive" "$tree"; done
rm -r "$CACHE"/apt/cache/archives/*.deb "$tree/usr/share"
libraries=$(cd "$tree" && echo usr/lib/*-linux-gnu)
loader=$(cd "$tree" && echo lib/*-linux-gnu/ld-linux*.so.*)
cat >"$CACHE/bin/wkhtmltopdf" <<SH
#!/bin/sh
export QT_PLUGIN_PATH='$tree/$libraries/qt5/plugins'
exec '$tree/$loader' --library-path '$tree/${libraries#usr/}:$tree/$libraries' \\
    '$tree/usr/bin/wkhtmltopdf' "\$@"
SH
chmod +x "$CACHE/bin/wkhtmltopdf"
"$CACHE/bin/wkhtmltopdf" --version
