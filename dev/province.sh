# The other end of the demo: a test axis, and the provincial People's Committee with a
# server, a database and tokens of its own. Sourced after open.sh by run.sh.
PROVINCE=$WS/province
PROVINCE_DATABASE=edoc_ubnd$BOUNDARY
AXIS=$WS/axis
AXIS_PORT=18470

call_province() { "$PYTHON" "$ROOT/dev/call.py" "$PROVINCE/odoo.conf" "$PROVINCE_DATABASE" "$@"; }

province_port() { # the one after the main server's, or the first free one from there
    local port=$(($(awk '$1 == "http_port" {print $3}' "$WS/odoo.conf") + 1))
    until free "$port"; do port=$((port + 1)); done
    echo "$port"
}

# Both ends are on the axis under the systems' names of their agencies.
configure_axis() {
    [[ -f $AXIS/axis.json ]] && return
    mkdir -p "$AXIS"
    while IFS='|' read -r code old system name; do
        "$PYTHON" "$ROOT/bin/edoc" axis agency "$AXIS" "$code" --old-code "$old" \
            --system "$system" --name "$name" >/dev/null
    done <<'AGENCIES'
H35.09|000.00.09.H35|he-thong-sct|Sở Công Thương tỉnh Lai Châu
H35.09.03|000.03.09.H35|he-thong-sct|Trung tâm Khuyến công và Tư vấn phát triển công nghiệp
H35|000.00.00.H35|he-thong-tinh|Ủy ban nhân dân tỉnh Lai Châu
AGENCIES
}

join_axis() {
    local url=http://$PKI_HOST:$AXIS_PORT join=odoo.addons.$MODULE.demo.axis:join
    call "$join" "$AXIS" "$url" he-thong-sct H35
    call_province "$join" "$AXIS" "$url" he-thong-tinh 'H35.09 H35.09.03'
}

open_province() {
    local key
    key=$("$ROOT/dev/databases.sh" key)
    mkdir -p "$PROVINCE"
    "$ROOT/dev/write-config.sh" "$PROVINCE/odoo.conf" "$PROVINCE_DATABASE" \
        "$(province_port)" run
    configure_axis
    if [[ ! -f $PROVINCE/ready ]]; then
        "$ROOT/dev/databases.sh" copy "$PROVINCE_DATABASE" "$PROVINCE"
        call_province databases:settle
        call_province "odoo.addons.$MODULE.demo.province:load"
        join_axis
    elif [[ $(<"$PROVINCE/ready") != "$key" ]]; then
        "$PYTHON" -m odoo server -c "$PROVINCE/odoo.conf" --load=base,web --no-http \
            -d "$PROVINCE_DATABASE" -u "$MODULE" --i18n-overwrite --stop-after-init \
            --log-level=warn
    fi
    echo "$key" >"$PROVINCE/ready"
}

# start_province: axis and server in the background, with their process ids in
# PROVINCE_PIDS and the address in PROVINCE_URL. Another host than the main server's:
# browsers share cookies between ports.
start_province() {
    "$PYTHON" "$ROOT/bin/edoc" axis serve "$AXIS" --host "$PKI_HOST" \
        --port "$AXIS_PORT" >>"$WS/log/axis.log" 2>&1 6>&- 7>&- 8>&- &
    PROVINCE_PIDS=($!)
    PROVINCE_URL=http://localhost:$(awk '$1 == "http_port" {print $3}' "$PROVINCE/odoo.conf")
    "$PYTHON" -m odoo server -c "$PROVINCE/odoo.conf" --logfile="$WS/log/province.log" \
        >>"$WS/log/province.log" 2>&1 6>&- 7>&- 8>&- &
    PROVINCE_PIDS+=($!)
    step "Server of the People's Committee, and the axis between" \
        "See $WS/log/province.log and $WS/log/axis.log" \
        "$PYTHON" "$ROOT/dev/wait_for_page.py" "$PROVINCE_URL/web/login" "$!"
}

stop_province() {
    [[ -n ${PROVINCE_PIDS:-} ]] || return 0
    kill -TERM "${PROVINCE_PIDS[@]}" 2>/dev/null || true
    wait "${PROVINCE_PIDS[@]}" 2>/dev/null || true
}
