#!/usr/bin/env bash
# pki.sh start|stop FOLDER PORT: the tokens and the test authority kept in FOLDER,
# whose time stamps and certificate status are served on this workspace's address.
source "$(dirname "$0")/env.sh"
folder=$2 address=$PKI_HOST:$3
pid=$folder/server.pid

answers() { (exec 3<>"/dev/tcp/${address/://}") 2>/dev/null; }
alive() { [[ -f $pid ]] && kill -0 "$(<"$pid")" 2>/dev/null; }

start() {
    if alive && answers; then exit; fi
    "$PYTHON" "$ROOT/dev/pki.py" build "$folder" --address "$address"
    setsid "$PYTHON" "$ROOT/dev/pki.py" serve "$folder" --address "$address" \
        >"$folder/server.log" 2>&1 </dev/null 5>&- 6>&- 7>&- 8>&- 9>&- &
    echo $! >"$pid"
    for _ in {1..600}; do # a busy machine takes its time
        if answers; then exit; fi
        alive || break
        sleep 0.1
    done
    tail -n 20 "$folder/server.log" >&2
    exit 1
}

stop() {
    if alive; then kill "$(<"$pid")"; fi
    rm -f "$pid"
}

"$1"
