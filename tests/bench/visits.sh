# Lists and details of visits, first with ten thousand and then with a million of them. Sourced by run.

# fill FIRST LAST: in steps, with a word on each.
fill() {
    from=$1
    while [ "$from" -lt "$2" ]; do
        to=$((from + 99999))
        [ "$to" -lt "$2" ] || to=$(($2 - 1))
        sql -v first="$from" -v last="$to" -f "$bench/visits.sql"
        progress "loaded $((to + 1)) of 1000000 visits"
        from=$((to + 1))
    done
    sql -c 'VACUUM ANALYZE visits, visit_documentation, users, clients, zones'
}

# get TOKENS PATH…: through curl, for what a benchmark must know beforehand.
get() {
    curl -q -sS --noproxy '*' --cacert "$VISITD_CA" -H "Authorization: Bearer $(head -n 1 "$1")" "$VISITD_URL$2"
}

# The cursor of a caregiver's place in the list, a number of rows down.
cursor_at() {
    cursor=
    for page in $(seq $(($1 / 100))); do
        cursor=$(get "$work/caregivers" "/api/v1/visits?limit=100&cursor=$cursor" | sed 's/.*"nextCursor":"\([^"]*\)".*/\1/')
    done
    echo "$cursor"
}

# not_modified TITLE TOKENS PATH: a 304 beside its 200, one address and one token.
not_modified() {
    head -n 1 "$2" >"$work/one"
    tag=$(curl -q -sS -o "$work/body" -D - --noproxy '*' --cacert "$VISITD_CA" -H "Authorization: Bearer $(cat "$work/one")" "$VISITD_URL$3" |
        tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
    : >"$work/ratios"
    for round in $(seq "$BENCH_ROUNDS"); do
        expect=200
        load -k "$work/one" GET "$3"
        whole=$(value rate)
        expect=304
        load -k "$work/one" -H "If-None-Match: $tag" GET "$3"
        ratio "$(value rate)" "$whole" >>"$work/ratios"
        progress "$1, round $round of $BENCH_ROUNDS: 304 $(value rate)/s, 200 $whole/s"
    done
    expect=200
    say "$(printf '  %-46s %s of the rate of its 200 (to reach: 1.00)' "$1" "$(median "$work/ratios")")"
}

# compressed TOKENS PATH: bytes of a page and nginx's processor time for it, as it is and by gzip.
compressed() {
    for encoding in identity gzip; do
        bytes=$(curl -q -sS -o "$work/body" -w '%{size_download}' --noproxy '*' --cacert "$VISITD_CA" -H "Accept-Encoding: $encoding" \
            -H "Authorization: Bearer $(head -n 1 "$1")" "$VISITD_URL$2")
        before=$(parts)
        load -k "$1" -H "Accept-Encoding: $encoding" GET "$2"
        echo "$before $(parts) $(value requests)" | awk -v encoding="$encoding" -v bytes="$bytes" -v rate="$(value rate)" '{
            printf "  %-46s %6d/s  %6d bytes, nginx %d µs\n", "a page of 100, " encoding, rate, bytes, ($4 - $1) / $7 / 1000 }'
    done
}

visits() {
    say "Visits: lists of 50 and details"
    expect=200
    fill 0 10000
    progress "minting tokens"
    numbered_tokens 20000000-be01-4000-8000- 100000000000 100000000049 >"$work/caregivers"
    numbered_tokens 20000000-be02-4000-8000- 100000000000 100000000009 >"$work/coordinators"
    token 20000000-be03-4000-8000-100000000000 >"$work/admin"
    rate "first page by cursor of 10,000 visits" -k "$work/caregivers" GET '/api/v1/visits?cursor='
    small=$rate
    fill 10000 1000000
    # The check-ins of other parts are among them, where those came before.
    say "  $(sql -A -t -c "SELECT format('a million visits: %s MB, their indexes %s MB (to reach: 364)',
        (pg_table_size('visits') * 1e6 / count(*) / 1048576)::int, (pg_indexes_size('visits') * 1e6 / count(*) / 1048576)::int) FROM visits")"
    deep=$(cursor_at 10000)

    compare "a caregiver's first page, by number" 0.65 visits_page visits_list -k "$work/caregivers" GET /api/v1/visits
    compare "a caregiver's first page, by cursor" 0.65 visits_cursor visits_list -k "$work/caregivers" GET '/api/v1/visits?cursor='
    cp "$work/rates" "$work/first"
    compare "the same, 10,000 visits deep" 0.65 visits_deep visits_list -k "$work/caregivers" GET "/api/v1/visits?cursor=$deep"
    say "$(printf '  %-46s %s of the first page (to reach: 0.83)' "  rate there" "$(ratio "$(median "$work/rates")" "$(median "$work/first")")")"
    say "$(printf '  %-46s %s of the rate with 10,000 (to reach: 0.83)' "  first page with 1,000,000 visits" "$(ratio "$(median "$work/first")" "$small")")"
    compare "a coordinator's page in a zone of 100,000" 0.65 visits_zone visits_list -k "$work/coordinators" GET '/api/v1/visits?cursor='
    compare "a visit, whole" 0.5 visits_read visits_read -k "$work/admin" GET '/api/v1/visits/50000000-be01-4000-8000-{100000000000:100000999999}'
    compressed "$work/caregivers" '/api/v1/visits?cursor=&limit=100'
    not_modified "304 of a list" "$work/caregivers" '/api/v1/visits?cursor='
    not_modified "304 of a visit" "$work/admin" /api/v1/visits/50000000-be01-4000-8000-100000000010
}
