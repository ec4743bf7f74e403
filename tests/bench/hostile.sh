# What others notice while someone means no good, or something is stuck: another user's latency, and how many of their requests
# failed. Sourced by run.

seconds=10
contacts='/api/v1/contacts?limit=100'
locked=/api/v1/visits/40000000-be06-4000-8000-100000000000

# attack ARGUMENT…: load that goes on behind what is measured; what comes of it is another matter.
attack() {
    "$VISITD_BUILD/tests/bench/load" -t $((seconds + 2)) -k "$work/hostile" "$@" >"$work/attack.$attacks" 2>&1 &
    attacks=$((attacks + 1))
}

# another TITLE: check-ins of other users meanwhile, fifty a second.
another() {
    "$VISITD_BUILD/tests/bench/load" -t "$seconds" -c 8 -r 50 -k "$work/others" POST /api/v1/visits \
        '{"clientId":"30000000-be00-4000-8000-{100000000000:100000000999}","scheduledStartTime":"{1000:9999}-{01:12}-{01:28}T{00:23}:{00:59}:{00:59}Z"}' \
        >"$work/load"
    say "$(printf '  %-44s p50 %7s µs  p99 %7s µs  longest %7s µs  failed %d of %d' "$1" "$(value p50_us)" "$(value p99_us)" \
        "$(value max_us)" $(($(value requests) - $(value status_201))) "$(value requests)")"
    wait
    for attack in "$work"/attack.*; do
        [ ! -f "$attack" ] || progress "$1, the attack: $(tr '\n' ' ' <"$attack")"
    done
    rm -f "$work"/attack.*
    attacks=0
}

# Kilobytes that nginx's workers have.
nginx_memory() {
    for pid in $(children "$(cat "$PGHOST/nginx.pid")"); do
        awk '/^VmRSS/ { print $2 }' "/proc/$pid/status"
    done | awk '{ sum += $1 } END { print sum }'
}

hostile() {
    say "Hostile: check-ins of others, 50 a second for $seconds s (to reach: p99 below 1000000 µs, none failed)"
    attacks=0
    sql -f "$bench/check_in.sql"
    sql -f "$bench/hostile.sql"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000019 >"$work/others"
    token 20000000-be06-4000-8000-100000000000 >"$work/hostile"
    numbers=$(awk 'BEGIN { printf "1e-99"; for (i = 1; i < 20000; i++) printf ",1e-99" }')

    another "nothing else"
    attack -c 8 PATCH "$locked" "{\"documentation\":{\"vitalSigns\":{\"a\":[$numbers]}}}"
    another "PATCHes of 20,000 numbers, 8 at a time"
    attack -c 8 GET "$contacts"
    another "replies of 4 MiB, 8 at a time"
    attack -c 16 --unread GET "$contacts"
    another "16 replies of 4 MiB that nobody reads"
    attack -c 40 --unread GET "$contacts"
    another "40 of them, as many as nginx lets an address have"
    before=$(nginx_memory)
    attack -c 100 --unread GET "$contacts"
    sleep $((seconds - 2))
    say "  nginx has $before kB before, and $(nginx_memory) kB with 100 replies of 4 MiB that nobody reads"
    wait
    { echo "BEGIN; SELECT FROM visits WHERE id = '${locked##*/}' FOR UPDATE;"; sleep $((seconds + 3)); } |
        psql -X -q -U "$VISITD_SUPERUSER" >/dev/null &
    sleep 1
    attack -c 8 PATCH "$locked" '{"documentation":{"concerns":"none"}}'
    another "a locked visit, and 8 PATCHes of it at a time"
    attack -c 128 POST /api/v1/visits '{"clientId":"30000000-be06-4000-8000-100000000000","scheduledStartTime":"{1000:9999}-{01:12}-{01:28}T{00:23}:{00:59}:{00:59}Z"}'
    another "a queue of 128 check-ins that never ends"
}
