# The demo workspace, ready to be worked in: everything prepared, PostgreSQL and the
# authority held, the demo database filled and up to date. Sourced after env.sh.
source "$ROOT/dev/services.sh"

free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

http_port() { # the one set, or the one of last time, or the first free one from 8069
    local port=${EDOC_HTTP_PORT:-}
    if [[ -n $port ]]; then
        free "$port" || die "Port $port is taken." "Choose another EDOC_HTTP_PORT."
        echo "$port"
        return
    fi
    port=$(cat "$WS/port" 2>/dev/null || echo 8069)
    until free "$port"; do port=$((port + 1)); done
    echo "$port" | tee "$WS/port"
}

call() { "$PYTHON" "$ROOT/dev/call.py" "$WS/odoo.conf" "$DATABASE" "$@"; }

odoo() { # COMMAND ARGS...: a process beside the server; no job runner, no port
    "$PYTHON" -m odoo "$1" -c "$WS/odoo.conf" --load=base,web --no-http "${@:2}"
}

fill_database() {
    local key
    key=$("$ROOT/dev/databases.sh" key)
    rm -f "$WS/database.ready" "$WS/province/ready"
    step 'Database in Vietnamese (the first time takes minutes)' \
        'Mend what the messages above name, then run again.' \
        "$ROOT/dev/databases.sh" copy "$DATABASE" "$WS"
    step 'Language, country and time zone' 'See the messages above.' call databases:settle
    if [[ -f $ROOT/demo/line.py ]]; then
        step 'Demo: a dozen documents go the whole line' 'See the messages above.' \
            call "odoo.addons.$MODULE.demo.line:load"
    fi
    echo "$key" >"$WS/database.ready"
}

update_database() {
    local key
    key=$("$ROOT/dev/databases.sh" key)
    step 'Upgrade of the addon in the database' \
        'Mend what the messages above name, or "make reset".' \
        odoo server -d "$DATABASE" -u "$MODULE" --i18n-overwrite --stop-after-init --log-level=warn
    echo "$key" >"$WS/database.ready"
}

open_workspace() {
    local port
    say "Workspace $WS"
    "$ROOT/dev/prepare.sh"
    hold_postgres
    hold_pki "$WS/pki" 18318
    if flock -n "$WS/lock/server" true; then
        port=$(http_port)
        "$ROOT/dev/write-config.sh" "$WS/odoo.conf" "$DATABASE" "$port" run
    fi
    exec 7>"$WS/lock/database"
    flock 7
    if [[ ! -f $WS/database.ready ]]; then
        fill_database
    elif [[ $(<"$WS/database.ready") != "$("$ROOT/dev/databases.sh" key)" ]]; then
        if flock -n "$WS/lock/server" true; then
            update_database
        else
            say 'The addon changed; end "make run" and start it again to see it.'
        fi
    fi
    exec 7>&-
}

# start_server: in the background, with its process id in SERVER and its address in URL
start_server() {
    exec 5>"$WS/lock/server"
    flock -n 5 || die "The server of this workspace runs already: $(<"$WS/url")"
    URL=http://127.0.0.1:$(awk '$1 == "http_port" {print $3}' "$WS/odoo.conf")
    echo "$URL" >"$WS/url"
    "$PYTHON" -m odoo server -c "$WS/odoo.conf" --logfile="$WS/log/odoo.log" \
        >>"$WS/log/odoo.log" 2>&1 6>&- 7>&- 8>&- &
    SERVER=$!
    step 'Server, until its first page is there' "See $WS/log/odoo.log" \
        "$PYTHON" "$ROOT/dev/wait_for_page.py" "$URL/web/login" "$SERVER"
}

stop_server() {
    [[ -n ${SERVER:-} ]] || return 0
    kill -TERM "$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
}
