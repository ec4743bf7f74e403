# The floor: the same nginx, and on the workers' socket a libfcgi program that does nothing of its own. Sourced by run.

# Each process of nginx, which has one for a processor, keeps as many connections as load may have had there at a time, 16, and a
# thread of the floor is bound to one until nginx closes it. Some more, for those that are just being closed: none shall wait.
floor_threads=$(($(nproc) * 16 + 8))

# split PID…: processor time that these have had so far in programs and in the kernel, in hundredths of a second.
split() {
    for pid in "$@"; do
        # What stands behind the program's name, which may hold anything.
        sed 's/.*) //' "/proc/$pid/stat"
    done | awk '{ user += $12; kernel += $13 } END { print user + 0, kernel + 0 }'
}

# measure STATUS NAME LOAD…: one measurement, added to $work/NAME.rates and NAME.shares; $pids are the FastCGI program's processes.
measure() {
    expect=$1
    name=$2
    shift 2
    load -t 1 "$@"
    # shellcheck disable=SC2046,SC2086 # lists of process ids
    before="$(split $(children "$(cat "$PGHOST/nginx.pid")")) $(split $pids)"
    load "$@"
    # shellcheck disable=SC2046,SC2086
    after="$(split $(children "$(cat "$PGHOST/nginx.pid")")) $(split $pids)"
    echo "$before $after $(value requests)" >>"$work/$name.shares"
    value rate >>"$work/$name.rates"
    progress "$name, round $round of $BENCH_ROUNDS: $(value rate)/s"
}

# shares TITLE NAME: what was measured, and what of a request's processor time is whose.
shares() {
    awk -v title="$1" -v rate="$(median "$work/$2.rates")" '
        { for (i = 1; i <= 4; i++) part[i] += $(i + 4) - $i; requests += $9 / 10000 }
        END {
            printf "  %-46s %6d/s  nginx %d µs and the kernel %d for it, the program %d and the kernel %d\n", title, rate,
                part[1] / requests, part[2] / requests, part[3] / requests, part[4] / requests
        }' "$work/$2.shares"
}

# beside_floor TITLE NAME FLOOR: visitd's rate, and the median of its ratios to the floor's.
beside_floor() {
    paste "$work/$2.rates" "$work/$3.rates" | awk '{ printf "%.2f\n", $1 / $2 }' >"$work/ratios"
    say "  $1's floor: $(median "$work/$3.rates")/s; visitd $(median "$work/$2.rates")/s, ratio $(median "$work/ratios")" \
        "(median of $BENCH_ROUNDS, in alternation)"
}

# floor_start [SESSIONS STATEMENT LOW:HIGH…]
floor_start() {
    PGUSER=visitd spawn-fcgi -s "$VISITD_SOCKET" -M 0666 -P "$work/floor.pid" -- \
        "$VISITD_BUILD/tests/bench/floor" "$floor_threads" "$@" >"$work/stack"
    pids=$(cat "$work/floor.pid")
}

floor_stop() {
    kill "$pids"
    rm -f "$VISITD_SOCKET"
}

# The least that a check-in can be, as pgbench has it: $statement and the $ranges of its parameters, $1 being the first \set.
read_least() {
    statement=$(awk '
        /^--/ { next }
        /^\\set/ { name[++n] = $2; next }
        { for (i = 1; i <= n; i++) gsub(":" name[i], "$" i); print }' "$bench/check_in_least.pgbench")
    ranges=$(sed -n 's/^\\set [a-z]* random(\(-*[0-9]*\), \(-*[0-9]*\))$/\1:\2/p' "$bench/check_in_least.pgbench")
}

floor_round() {
    pids=$(children "$(cat "$VISITD_PID_FILE")")
    measure 200 me -k "$work/rs256" GET /api/v1/me
    measure 200 client -k "$work/rs256" GET '/api/v1/clients/30000000-be00-4000-8000-{100000000000:100000000999}'
    measure 201 check_in -k "$work/rs256" POST /api/v1/visits "$check_in_body"
    "$top/tools/stack" workers-stop >"$work/stack" || { cat "$work/stack"; exit 1; }
    floor_start
    measure 200 floor_read -k "$work/rs256" GET /api/v1/me
    measure 200 floor_post -k "$work/rs256" POST /api/v1/visits "$check_in_body"
    floor_stop
    # As many sessions as visitd has: what differs is the work alone. One for each of load's connections made it no faster.
    # shellcheck disable=SC2086 # several ranges
    floor_start "$VISITD_WORKERS" "$statement" $ranges
    measure 201 floor_check_in -k "$work/rs256" POST /api/v1/visits "$check_in_body"
    floor_stop
    "$top/tools/stack" workers-start >"$work/stack" || { cat "$work/stack"; exit 1; }
}

floor() {
    # shellcheck source=/dev/null
    . "$bench/check_in.sh"
    say "The floor: nginx with a FastCGI program that answers {}, or runs the least that a check-in can be"
    sql -f "$bench/check_in.sql"
    sql -f "$bench/check_in_least.sql"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    read_least
    for round in $(seq "$BENCH_ROUNDS"); do
        floor_round
    done
    sql -c 'DROP TABLE check_in_least'
    shares "visitd, who am I" me
    shares "visitd, a client" client
    shares "visitd, a check-in" check_in
    shares "the floor, a read" floor_read
    shares "the floor, a check-in without PostgreSQL" floor_post
    shares "the floor, a check-in" floor_check_in
    beside_floor "who am I" me floor_read
    beside_floor "a client" client floor_read
    beside_floor "a check-in" check_in floor_check_in
}
