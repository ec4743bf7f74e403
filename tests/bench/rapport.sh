# Interactions: logged with two tactics, and with fifty. Sourced by run.

# logs COUNT: that many entries of tactic_logs.
logs() {
    for n in $(seq 0 $(($1 - 1))); do
        printf '%s{"tactic_id":"70000000-be05-4000-8000-%d","effectiveness_score":4,"notes":"Went well."}' \
            "$([ "$n" -eq 0 ] || echo ,)" $((100000000000 + n))
    done
}

# interaction COUNT: a request's body.
interaction() {
    printf '{"interaction":{"contact_id":"40000000-be05-4000-8000-{100000000000:100000000099}","interaction_datetime":"{1000:9999}-{01:12}-{01:28}T14:30:00+00:00","medium":"Video Call","topic":"Goals","rapport_score_post":8},"tactic_logs":[%s]}' "$(logs "$1")"
}

rapport() {
    say "Interactions"
    expect=201
    sql -f "$bench/rapport.sql"
    token 20000000-be05-4000-8000-100000000000 >"$work/professional"
    two=$(interaction 2)
    fifty=$(interaction 50)
    compare "logged with two tactics" 0.5 rapport_log interactions_create -k "$work/professional" POST /api/v1/interactions/ "$two"
    # One connection: the time of a request, not of a queue.
    : >"$work/ratios"
    for round in $(seq "$BENCH_ROUNDS"); do
        load -c 1 -k "$work/professional" POST /api/v1/interactions/ "$two"
        short=$(value p50_us)
        load -c 1 -k "$work/professional" POST /api/v1/interactions/ "$fifty"
        ratio "$(value p50_us)" "$short" >>"$work/ratios"
        progress "one at a time, round $round of $BENCH_ROUNDS: two tactics $short µs, fifty $(value p50_us) µs"
    done
    say "  with fifty tactics: $(median "$work/ratios") of the time (to reach: 3.00)"
}
