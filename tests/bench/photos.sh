# Photos: an address to upload to beside the visit's detail, a cached thumbnail beside the photo's redirect. Sourced by run.

# ask PATH [BODY]: one request of the caregiver's.
ask() {
    curl -q -sS --fail --noproxy '*' --cacert "$VISITD_CA" -H "Authorization: Bearer $(cat "$work/caregiver")" \
        -H 'Content-Type: application/json' ${2:+-d "$2"} "$VISITD_URL$1"
}

# member NAME: of the reply on standard input.
member() {
    sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"
}

# beside TITLE TARGET STATUS LOAD…: beside what $other GETs with status $other_status, rounds in turn and the median of the ratios.
beside() {
    title=$1
    target=$2
    status=$3
    shift 3
    : >"$work/ratios"
    : >"$work/rates"
    for round in $(seq "$BENCH_ROUNDS"); do
        expect=$other_status
        load -k "$work/caregiver" GET "$other"
        base=$(value rate)
        expect=$status
        load -k "$work/caregiver" "$@"
        value rate >>"$work/rates"
        ratio "$(value rate)" "$base" >>"$work/ratios"
        progress "$title, round $round of $BENCH_ROUNDS: $(value rate)/s, beside it $base/s"
    done
    say "$(printf '  %-46s %6s/s  p99 %6s µs  ratio %s (to reach: %s)' "$title" "$(median "$work/rates")" "$(value p99_us)" \
        "$(median "$work/ratios")" "$target")"
}

photos() {
    say "Photos"
    token 20000000-0000-4000-8000-000000000001 >"$work/caregiver"
    picture=$top/tests/e2e/photos/pictures/wide.jpg
    size=$(wc -c <"$picture")
    visit=$(ask /api/v1/visits '{"clientId":"30000000-0000-4000-8000-000000000001","scheduledStartTime":"2025-10-11T10:00:00Z"}' |
        sed 's/{"id":"\([^"]*\)".*/\1/')
    wish="{\"fileName\":\"wide.jpg\",\"mimeType\":\"image/jpeg\",\"fileSize\":$size}"
    upload=$(ask "/api/v1/visits/$visit/photos/upload-url" "$wish")
    key=$(echo "$upload" | member photoKey)
    curl -q -sS --fail --noproxy '*' --cacert "$VISITD_CA" -T "$picture" -H 'Content-Type: image/jpeg' "$(echo "$upload" | member uploadUrl)"
    photo=$(ask "/api/v1/visits/$visit/photos" "{\"photoKey\":\"$key\",${wish#\{}" | member photoUrl)

    other=/api/v1/visits/$visit
    other_status=200
    beside "upload-url, beside the visit's detail" 1.00 200 POST "/api/v1/visits/$visit/photos/upload-url" "$wish"
    other=$photo
    other_status=302
    beside "a cached thumbnail, beside the photo's 302" 0.80 200 GET "$photo/thumbnail"
}
