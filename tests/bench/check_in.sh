# The check-in: the rate beside pgbench, RS256 beside HS256, processor time, latency, memory. Sourced by run.

# A request's body: one of the clients, some slot, some place.
check_in_body='{"clientId":"30000000-be00-4000-8000-{100000000000:100000000999}","scheduledStartTime":"{1000:9999}-{01:12}-{01:28}T{00:23}:{00:59}:{00:59}Z","checkInLatitude":{0:89}.{1000:9999},"checkInLongitude":-{0:179}.{1000:9999}}'

check_in_load() {
    tokens=$1
    shift
    load -k "$tokens" "$@" POST /api/v1/visits "$check_in_body"
}

# A check-in beside the least that one can be, and what PostgreSQL alone pays for each.
check_in_least() {
    sql -f "$bench/check_in_least.sql"
    : >"$work/ratios"
    for round in $(seq "$BENCH_ROUNDS"); do
        check_in_load "$work/rs256"
        tps=$(script_rate "$bench/check_in_least.pgbench")
        ratio "$(value rate)" "$tps" >>"$work/ratios"
        progress "beside the least, round $round of $BENCH_ROUNDS: visitd $(value rate)/s, pgbench $tps/s"
    done
    say "  ratio $(median "$work/ratios") to pgbench doing the least that a check-in can be (to reach: 0.68)"
    script check_in visits_check_in
    : >"$work/ratios"
    for round in $(seq "$BENCH_ROUNDS"); do
        least=$(session_time "$bench/check_in_least.pgbench")
        ours=$(session_time "$work/check_in.sql")
        ratio "$ours" "$least" >>"$work/ratios"
        progress "PostgreSQL's part, round $round of $BENCH_ROUNDS: $ours µs, at least $least µs"
    done
    sql -c 'DROP TABLE check_in_least'
    say "  PostgreSQL's processor time: $(median "$work/ratios") of the least that a check-in can be (to reach: 1.05)"
}

check_in() {
    say "Check-in: POST /api/v1/visits, tokens of 100 caregivers"
    expect=201
    sql -f "$bench/check_in.sql"
    openssl rand -hex 32 >"$work/bench.secret"
    cp "$work/bench.secret" "$VISITD_KEYS/bench.secret"
    chmod 644 "$VISITD_KEYS/bench.secret"
    kill -HUP "$(cat "$VISITD_PID_FILE")"
    progress "minting tokens"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 "$work/bench.secret" bench >"$work/hs256"

    progress "warming up"
    check_in_load "$work/rs256"
    check_in_load "$work/hs256"
    : >"$work/ratios"
    : >"$work/rates"
    : >"$work/algorithms"
    for round in $(seq "$BENCH_ROUNDS"); do
        before=$(parts)
        check_in_load "$work/rs256"
        after=$(parts)
        rs256=$(value rate)
        requests=$(value requests)
        tps=$(sql_rate check_in visits_check_in)
        check_in_load "$work/hs256"
        echo "$rs256" >>"$work/rates"
        ratio "$rs256" "$tps" >>"$work/ratios"
        ratio "$rs256" "$(value rate)" >>"$work/algorithms"
        progress "round $round of $BENCH_ROUNDS: visitd $rs256/s (HS256: $(value rate)/s), pgbench $tps/s"
    done
    say "  visitd $(median "$work/rates")/s, ratio $(median "$work/ratios") to pgbench running the same statement (to reach: 0.68)"
    say "  RS256 to HS256 $(median "$work/algorithms") (to reach: 0.90)"
    echo "$before $after $requests" | awk '{
        printf "  processor time of a request: nginx %d µs, workers %d µs, PostgreSQL %d µs\n",
            ($4 - $1) / $7 / 1000, ($5 - $2) / $7 / 1000, ($6 - $3) / $7 / 1000 }'
    half=$(($(median "$work/rates") / 2))
    # A cluster that has run for a while reuses its WAL segments; in a new one every 16 MB wait for a new file.
    sql -c CHECKPOINT
    check_in_load "$work/rs256" -t 10 -r "$half"
    say "  at half of that, $half/s: p50 $(value p50_us) µs, p99 $(value p99_us) µs (to reach: 5000)"
    largest=$(for pid in $(children "$(cat "$VISITD_PID_FILE")"); do awk '/^VmRSS/ { print $2 }' "/proc/$pid/status"; done | sort -n | tail -n 1)
    say "  largest worker: $largest kB resident (to reach: 12288)"
    check_in_least
}
