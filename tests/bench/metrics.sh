# Metrics: what counting costs a request, and what a hundred readers of /metrics cost the API. Sourced by run.

# status_file VALUE: where the workers count; with none it is memory of their own.
status_file() {
    sed "s|^status_file =.*|status_file = $1|" "$VISITD_CONF" >"$work/conf"
    cat "$work/conf" >"$VISITD_CONF"
    kill -HUP "$(cat "$VISITD_PID_FILE")"
    sleep 1
}

# side NAME LOAD…: one measurement, and the workers' processor time for each request.
side() {
    name=$1
    shift
    before=$(parts)
    load "$@"
    echo "$before $(parts) $(value requests)" | awk '{ printf "%d\n", ($5 - $2) / $7 }' >>"$work/$name.spent"
    value rate >>"$work/$name.rates"
}

# counted_beside TITLE A B: medians of two sides that were measured in turn.
counted_beside() {
    say "$(printf '  %-46s %6s/s, without %6s/s, ratio %s; of a worker %s ns, without %s ns' "$1" "$(median "$work/$2.rates")" \
        "$(median "$work/$3.rates")" "$(ratio "$(median "$work/$2.rates")" "$(median "$work/$3.rates")")" \
        "$(median "$work/$2.spent")" "$(median "$work/$3.spent")")"
}

metrics() {
    say "Metrics: GET /api/v1/me, the least that a request can be"
    expect=200
    status=$(sed -n 's/^status_file = //p' "$VISITD_CONF")
    token 20000000-0000-4000-8000-000000000001 >"$work/me"
    say "  to count a request and to time its parts: $("$VISITD_BUILD/tests/bench/count" | awk '{ print $2 }') ns"
    load -t 2 -k "$work/me" GET /api/v1/me
    for round in $(seq "$BENCH_ROUNDS"); do
        status_file ""
        side private -k "$work/me" GET /api/v1/me
        status_file "$status"
        side shared -k "$work/me" GET /api/v1/me
        "$VISITD_BUILD/tests/bench/load" -c 100 -r 100 -t $((BENCH_SECONDS + 1)) GET /metrics >"$work/readers" &
        sleep 0.5
        side read -k "$work/me" GET /api/v1/me
        wait $!
        progress "round $round of $BENCH_ROUNDS; $(value rate "$work/readers") texts/s were read"
    done
    counted_beside "counted in a file that all share" shared private
    counted_beside "with 100 readers, each once a second" read shared
}
