# Clients moved to another zone, with all their visits, while others check in. Sourced by run.

# moved TITLE CONDITION: check-ins at a steady rate, and after two seconds a statement that moves those clients.
moved() {
    { sleep 2; sql -c '\timing on' -c "UPDATE clients SET zone_id = '10000000-be06-4000-8000-000000000002' WHERE $2" >"$work/move"; } &
    check_in_load "$work/rs256" -t 15 -r "$moves_rate"
    wait $!
    took=$(awk '/^Time:/ { time = $2 } END { printf "%d\n", time }' "$work/move")
    say "$(printf '  %-46s took %6d ms; check-ins meanwhile: p99 %6d µs, longest %7d µs (to reach: 100000, 1000000)' \
        "$1" "$took" "$(value p99_us)" "$(value max_us)")"
}

moves() {
    # Its check-ins are at clients of their own.
    # shellcheck source=/dev/null
    . "$bench/check_in.sh"
    moves_rate=200
    expect=201
    say "Clients moved while others check in, $moves_rate/s"
    progress "loading 100,300 clients with 1,210,000 visits"
    sql -f "$bench/check_in.sql"
    sql -f "$bench/moves.sql"
    progress "minting tokens"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    check_in_load "$work/rs256" -t 5 -r "$moves_rate"
    say "$(printf '  %-46s p99 %6d µs, longest %7d µs' "nobody is moved" "$(value p99_us)" "$(value max_us)")"
    moved "1,000 of 100,000 clients with ten visits each" \
        "id BETWEEN '30000000-be06-4000-8000-100000000000' AND '30000000-be06-4000-8000-100000000999'"
    moved "300 clients with 700 visits each" \
        "id BETWEEN '30000000-be06-4000-8000-200000000000' AND '30000000-be06-4000-8000-200000000299'"
}
