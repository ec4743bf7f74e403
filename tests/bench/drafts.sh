# Drafts: one field saved, and a whole tree read. Sourced by run.

drafts() {
    say "Drafts"
    expect=200
    sql -f "$bench/drafts.sql"
    token 20000000-be04-4000-8000-100000000000 >"$work/engineer"
    compare "PATCH of one field" 0.68 drafts_save draft_visit_update \
        -k "$work/engineer" PATCH '/api/visits/V{1000000:1000099}' '{"customerName":"Customer {100000:999999}"}'
    half_rate -k "$work/engineer" PATCH '/api/visits/V{1000000:1000099}' '{"customerName":"Customer {100000:999999}"}'
    compare "a tree of 10 × 5 × 2" 0.6 drafts_tree draft_visit_read -k "$work/engineer" GET '/api/visits/V{2000000:2000009}'
}
