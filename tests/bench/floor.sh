# The floor: the same nginx, and on the workers' socket a libfcgi program that answers without doing anything. Sourced by run.

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

# shares TITLE FILE LOAD…: a load, and what of a request's processor time is whose. FILE lists the FastCGI program's processes.
shares() {
    title=$1
    pids=$2
    shift 2
    load -t 1 "$@"
    # shellcheck disable=SC2046 # lists of process ids
    before="$(split $(children "$(cat "$PGHOST/nginx.pid")")) $(split $(cat "$pids"))"
    load "$@"
    # shellcheck disable=SC2046
    after="$(split $(children "$(cat "$PGHOST/nginx.pid")")) $(split $(cat "$pids"))"
    echo "$before $after $(value requests) $(value rate)" | awk -v title="$title" '{
        printf "  %-46s %6d/s  nginx %d µs and the kernel %d for it, the program %d and the kernel %d\n", title, $10,
            ($5 - $1) * 10000 / $9, ($6 - $2) * 10000 / $9, ($7 - $3) * 10000 / $9, ($8 - $4) * 10000 / $9 }'
}

floor_loads() {
    shares "$1, a read" "$2" -k "$work/rs256" GET /api/v1/me
    floor_check_in "$1" "$2"
}

floor_check_in() {
    expect=$floor_created
    shares "$1, a check-in" "$2" -k "$work/rs256" POST /api/v1/visits "$check_in_body"
    expect=200
}

floor() {
    # shellcheck source=/dev/null
    . "$bench/check_in.sh"
    say "The floor: nginx with a FastCGI program that answers {}"
    expect=200
    sql -f "$bench/check_in.sql"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    floor_created=201
    children "$(cat "$VISITD_PID_FILE")" >"$work/workers"
    floor_loads visitd "$work/workers"
    "$top/tools/stack" workers-stop >"$work/stack" || { cat "$work/stack"; exit 1; }
    spawn-fcgi -s "$VISITD_SOCKET" -M 0666 -P "$work/floor.pids" -- "$VISITD_BUILD/tests/bench/floor" "$floor_threads" >"$work/stack"
    floor_created=200
    floor_loads "the floor" "$work/floor.pids"
    # shellcheck disable=SC2046
    kill $(cat "$work/floor.pids")
    rm -f "$VISITD_SOCKET"
    "$top/tools/stack" workers-start >"$work/stack" || { cat "$work/stack"; exit 1; }
}
