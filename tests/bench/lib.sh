# What the benchmarks share: load, pgbench beside it, and the arithmetic. Sourced by run.

# The server's own pgbench, wherever Debian has put it.
pgbench=$(command -v pgbench || find /usr/lib/postgresql -path '*/bin/pgbench' | sort | tail -n 1)
[ -n "$pgbench" ] || { echo "run: there is no pgbench: it comes with the PostgreSQL server" >&2; exit 1; }

# As visitd's own sessions are set.
PGOPTIONS='-c TimeZone=UTC -c plan_cache_mode=force_generic_plan -c jit=off'
export PGOPTIONS

say() {
    printf '%s\n' "$*"
}

progress() {
    printf '   … %s\n' "$*" >&2
}

# value NAME [FILE]: of the lines that load prints.
value() {
    awk -v name="$1" '$1 == name { print $2 }' "${2:-$work/load}"
}

median() {
    sort -n "$1" | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'
}

ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / b }'
}

# load ARGUMENT…: one measurement into $work/load. Every reply must have the status of $expect.
load() {
    "$VISITD_BUILD/tests/bench/load" -t "$BENCH_SECONDS" "$@" >"$work/load"
    # shellcheck disable=SC2154 # set by whoever calls
    [ "$(value requests)" = "$(value "status_$expect")" ] ||
        { cat "$work/load" >&2; say "run: not every reply was $expect" >&2; exit 1; }
}

# script NAME STATEMENT: a pgbench script of the statement with the values of NAME.pgbench, into $work/NAME.sql.
script() {
    "$VISITD_BIN/visitctl" operations --sql "$2" >"$work/statement"
    awk -f "$bench/script.awk" "$bench/$1.pgbench" "$work/statement" >"$work/$1.sql"
}

# script_run FILE: what pgbench says of it, 16 clients, into $work/pgbench.
script_run() {
    "$pgbench" -n -M prepared -U visitd -c 16 -j 2 -T "$BENCH_SECONDS" -f "$1" >"$work/pgbench" 2>&1 ||
        { cat "$work/pgbench" >&2; exit 1; }
}

# script_rate FILE: transactions a second.
script_rate() {
    script_run "$1"
    awk '/^tps = / { printf "%d\n", $3 }' "$work/pgbench"
}

# sql_rate NAME STATEMENT: transactions a second of script()'s.
sql_rate() {
    script "$1" "$2"
    script_rate "$work/$1.sql"
}

# Microseconds of processor time that sessions of PostgreSQL have had which are over; those of pgbench end a moment after it.
sessions_spent() {
    postmaster=$(head -n 1 "$PGHOST/../postgres/data/postmaster.pid")
    while [ "$(sql -A -t -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgbench'")" != 0 ]; do
        sleep 0.1
    done
    awk -v hertz="$(getconf CLK_TCK)" '{ printf "%d\n", ($16 + $17) * 1000000 / hertz }' "/proc/$postmaster/stat"
}

# session_time FILE: microseconds of a session for one transaction of the script.
session_time() {
    already=$(sessions_spent)
    script_run "$1"
    awk -v spent="$(($(sessions_spent) - already))" '/actually processed/ { printf "%d\n", spent / $NF }' "$work/pgbench"
}

# compare TITLE TARGET NAME STATEMENT LOAD…: rounds of visitd and pgbench in turn, and the median of their ratios.
compare() {
    title=$1
    target=$2
    name=$3
    statement=$4
    shift 4
    : >"$work/ratios"
    : >"$work/rates"
    : >"$work/p99"
    load -t 1 "$@"
    for round in $(seq "$BENCH_ROUNDS"); do
        load "$@"
        value rate >>"$work/rates"
        value p99_us >>"$work/p99"
        tps=$(sql_rate "$name" "$statement")
        ratio "$(value rate)" "$tps" >>"$work/ratios"
        progress "$title, round $round of $BENCH_ROUNDS: visitd $(value rate)/s, pgbench $tps/s"
    done
    say "$(printf '  %-46s %6s/s  p99 %6s µs  ratio %s to pgbench (to reach: %s)' "$title" \
        "$(median "$work/rates")" "$(median "$work/p99")" "$(median "$work/ratios")" "$target")"
}

# rate TITLE LOAD…: the median rate alone, into $rate.
rate() {
    title=$1
    shift
    : >"$work/rates"
    for round in $(seq "$BENCH_ROUNDS"); do
        load "$@"
        value rate >>"$work/rates"
        progress "$title, round $round of $BENCH_ROUNDS: $(value rate)/s"
    done
    rate=$(median "$work/rates")
}

# half_rate LOAD…: latencies at half of the rate measured last.
half_rate() {
    half=$(($(median "$work/rates") / 2))
    load -t 10 -r "$half" "$@"
    say "  at half of that, $half/s: p50 $(value p50_us) µs, p99 $(value p99_us) µs (to reach: 5000)"
}

# token USER [KEY KID]: a token that outlives the run.
token() {
    "$VISITD_BIN/visitctl" -c "$VISITD_CONF" token --key "${2:-$VISITD_SIGNING_KEY}" --kid "${3:-$VISITD_KID}" \
        --expires 86400 --user "$1"
}

# numbered_tokens PREFIX FIRST LAST [KEY KID]: one for each user whose id ends in a number of that range.
numbered_tokens() {
    for number in $(seq "$2" "$3"); do
        token "$1$number" ${4:+"$4"} ${5:+"$5"}
    done
}

# Nanoseconds of processor time that these processes have had.
spent() {
    total=0
    for pid in "$@"; do
        read -r used rest <"/proc/$pid/schedstat" || continue
        total=$((total + used))
    done
    echo "$total"
}

children() {
    for stat in /proc/[0-9]*/stat; do
        sed 's/^\([0-9]*\) (.*) [A-Z] \([0-9]*\) .*/\1 \2/' "$stat" 2>/dev/null || true
    done | awk -v parent="$1" '$2 == parent { print $1 }'
}

# Processor time of each part so far: nginx, workers, PostgreSQL.
parts() {
    # shellcheck disable=SC2046 # lists of process ids
    echo "$(spent $(children "$(cat "$PGHOST/nginx.pid")")) $(spent $(children "$(cat "$VISITD_PID_FILE")")) $(spent $(children "$(head -n 1 "$PGHOST/../postgres/data/postmaster.pid")"))"
}

# sql FILE-or-option…: as the superuser, whom foreign keys do not slow down when a million rows are loaded.
sql() {
    psql -X -q -U "$VISITD_SUPERUSER" -v ON_ERROR_STOP=1 "$@"
}
