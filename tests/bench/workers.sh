# How many workers: rate and latency of check-ins with ever more of them, and what one costs in memory. Sourced by run.

# Kilobytes of a process that are its own, what it shares being counted in parts.
pss() {
    awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup" 2>/dev/null || true
}

# pss_of FILE PATTERN: the largest of the processes that run FILE under a command line like PATTERN.
pss_of() {
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in
        $1) ;;
        *) continue ;;
        esac
        # shellcheck disable=SC2254 # a pattern
        case $(tr '\0' ' ' <"$process/cmdline") in
        $2) pss "${process#/proc/}" ;;
        esac
    done | sort -n | tail -n 1
}

workers() {
    # shellcheck source=/dev/null
    . "$bench/check_in.sh"
    expect=201
    say "Workers: check-ins over 64 connections, and at half of the rate that comes of it"
    sql -f "$bench/check_in.sql"
    numbered_tokens 20000000-be00-4000-8000- 100000000000 100000000099 >"$work/rs256"
    for number in 1 2 4 8 16 32; do
        "$top/tools/stack" workers-stop >/dev/null
        VISITD_WORKERS=$number "$top/tools/stack" workers-start >/dev/null
        check_in_load "$work/rs256" -t 1 -c 64
        : >"$work/rates"
        : >"$work/p99"
        for round in $(seq "$BENCH_ROUNDS"); do
            check_in_load "$work/rs256" -c 64
            value rate >>"$work/rates"
            value p99_us >>"$work/p99"
            progress "$number workers, round $round of $BENCH_ROUNDS: $(value rate)/s"
        done
        rate=$(median "$work/rates")
        check_in_load "$work/rs256" -r $((rate / 2))
        say "$(printf '  %2d workers  %6d/s  p99 %7d µs; at %5d/s p50 %6d µs, p99 %7d µs; a worker %5d kB, a backend %5d kB' "$number" \
            "$rate" "$(median "$work/p99")" $((rate / 2)) "$(value p50_us)" "$(value p99_us)" \
            "$(pss_of "*/visitd" "*visitd*")" "$(pss_of "*/postgres" "postgres: visitd visitd*")")"
    done
    "$top/tools/stack" workers-stop >/dev/null
    "$top/tools/stack" workers-start >/dev/null
}
