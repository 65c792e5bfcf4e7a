# Packages of other suites of Debian, downloaded into the user's cache without adding
# these suites to the system. Sourced after env.sh.
DOWNLOADS=$CACHE/downloads

mirror() { # the one this machine's own apt uses
    apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' \
        'Created-By: Packages' | awk '$2 == "Debian" && $3 == "Debian" && !n++ {print $1}'
}

foreign_apt() { # an apt-get that knows the suites of use_suites and nothing installed
    local state=$CACHE/apt
    apt-get -q -y -o Dir::Etc::SourceList="$state/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$state/lists" \
        -o Dir::State::status=/dev/null -o Dir::Cache="$state/cache" \
        -o APT::Sandbox::User=root -o Debug::NoLocking=1 "$@"
}

use_suites() { # SUITE...
    local source suite state=$CACHE/apt
    source=$(mirror)
    [[ -n $source ]] || {
        echo "This machine's apt has no list of a Debian mirror; apt-get update?" >&2
        exit 1
    }
    mkdir -p "$state"/{lists,cache/archives}/partial "$DOWNLOADS"
    for suite in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
            "$source $suite main"
    done >"$state/sources.list"
    foreign_apt update
}

newest() { find "$DOWNLOADS" -name "$1" | sort -V | tail -n 1; }
