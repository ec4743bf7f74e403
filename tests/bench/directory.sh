# The directory, with 100,000 clients in a zone, and rosters of 500 visits. Sourced by run.

# roster NUMBER: a request's body, in slots of its own.
roster() {
    jq -nc --argjson n "$1" '{visits: [range(500) | {
        clientId: "30000000-be06-4000-8000-\(100000000000 + .)", staffId: "20000000-be06-4000-8000-\(100000000000 + . % 50)",
        scheduledStartTime: (1893456000 + $n * 3600 | todate)}]}'
}

directory() {
    say "The directory, 100,000 clients in a zone"
    expect=200
    sql -f "$bench/directory.sql"
    numbered_tokens 20000000-be06-4000-8000- 100000000000 100000000049 >"$work/caregivers"
    token 20000000-be06-4000-8000-200000000000 >"$work/coordinator"
    compare "who am I" 0.45 directory_me me_read -k "$work/caregivers" GET /api/v1/me
    compare "a client, whole" 0.45 directory_client clients_read -k "$work/caregivers" GET '/api/v1/clients/30000000-be06-4000-8000-{100000000000:100000009999}'
    compare "clients by a search" 0.5 directory_search clients_list -k "$work/caregivers" GET '/api/v1/clients?search=family{1000:1999}'
    for n in $(seq 20); do
        roster "$n" >"$work/roster"
        curl -q -sS -o "$work/body" -w '%{time_total}\n' --noproxy '*' --cacert "$VISITD_CA" -H "Authorization: Bearer $(cat "$work/coordinator")" \
            -H 'Content-Type: application/json' -d @"$work/roster" "$VISITD_URL/api/v1/visits/schedule"
    done >"$work/times"
    say "$(printf '  %-46s %s s (to reach: 0.150)' "a roster of 500 visits, median" "$(median "$work/times")")"
}
