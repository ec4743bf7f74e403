# 100,000 clients loaded from a file: new ones, the same again, changed ones, and all of them moved, while others check in at
# these very clients. Sourced by run.

# loaded TITLE FILE: how long it takes, and how long the longest check-in takes meanwhile. It may find nobody there, or another zone's
# client; what it may not be is unanswered.
loaded() {
    "$VISITD_BUILD/tests/bench/load" -t 25 -r 50 -c 4 -k "$work/rs256" POST /api/v1/visits '{"clientId":"30000000-be09-4000-8000-{100000000000:100000099999}","scheduledStartTime":"{1000:9999}-{01:12}-{01:28}T{00:23}:{00:59}:{00:59}Z"}' >"$work/load" &
    begun=$(date +%s%N)
    "$VISITD_BUILD/visitctl" -c "$VISITD_CONF" load clients "$2" >"$work/loaded"
    took=$((($(date +%s%N) - begun) / 1000000))
    wait $!
    ! grep -q '^status_5' "$work/load" || { cat "$work/load" >&2; exit 1; }
    say "$(printf '  %-24s %6d ms (to reach: 10000); check-ins there: p99 %7d µs, longest %7d µs (to reach: 100000, 1000000)' \
        "$1" "$took" "$(value p99_us)" "$(value max_us)")"
}

files() {
    say "visitctl load, a file of 100,000 clients with two visits each, beside 50 check-ins a second at them"
    sql -f "$bench/check_in.sql"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    awk 'BEGIN {
        print "id,first_name,last_name,zone,address,phone,date_of_birth"
        for (n = 0; n < 100000; n++)
            printf "30000000-be09-4000-8000-1000000%05d,First,Last %d,Bench,\"%d Example Street, Toronto\",416-555-%06d,1940-02-%02d\n", n, n, n, n, 1 + n % 28
    }' >"$work/new.csv"
    sed 's/Example Street/Another Street/' "$work/new.csv" >"$work/changed.csv"
    sed 's/,Bench,/,Bench elsewhere,/' "$work/changed.csv" >"$work/moved.csv"
    "$VISITD_BUILD/visitctl" -c "$VISITD_CONF" zone add 'name=Bench elsewhere' >"$work/zone"
    loaded "new" "$work/new.csv"
    sql -c "INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)
            SELECT id, '20000000-be00-4000-8000-100000000000', now() + n * interval '1 day', 'completed'
            FROM clients, generate_series(1, 2) AS n WHERE id::text LIKE '30000000-be09-%'"
    sql -c 'VACUUM ANALYZE clients, visits'
    loaded "the same again" "$work/new.csv"
    loaded "all, another address" "$work/changed.csv"
    loaded "all in another zone" "$work/moved.csv"
}
