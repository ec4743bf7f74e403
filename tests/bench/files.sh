# 100,000 clients loaded from a file: new ones, the same again, changed ones, and all of them moved while others check in.
# Sourced by run.

# loaded TITLE FILE: how long it takes, and how long the longest check-in takes meanwhile.
loaded() {
    check_in_load "$work/rs256" -t 20 -r 50 -c 4 &
    begun=$(date +%s%N)
    "$VISITD_BUILD/visitctl" -c "$VISITD_CONF" load clients "$2" >"$work/loaded"
    took=$((($(date +%s%N) - begun) / 1000000))
    wait $!
    say "$(printf '  %-30s %6d ms (to reach: 10000); check-ins meanwhile: p99 %6d µs, longest %7d µs (to reach: 100000, 1000000)' \
        "$1" "$took" "$(value p99_us)" "$(value max_us)")"
}

files() {
    # Check-ins are at the clients that are loaded.
    # shellcheck source=/dev/null
    . "$bench/check_in.sh"
    expect=201
    say "visitctl load, a file of 100,000 clients, two visits each, beside 50 check-ins a second at a thousand clients"
    sql -f "$bench/check_in.sql"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    awk 'BEGIN {
        print "id,first_name,last_name,zone,address,phone,date_of_birth"
        for (n = 0; n < 100000; n++)
            printf "30000000-be09-4000-8000-%012d,First,Last %d,Bench,\"%d Example Street, Toronto\",416-555-%06d,1940-02-%02d\n", n, n, n, n, 1 + n % 28
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
    loaded "all with another address" "$work/changed.csv"
    loaded "all in another zone" "$work/moved.csv"
}
