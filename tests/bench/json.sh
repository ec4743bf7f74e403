# Parsing: our gate with json-c behind it, beside jansson alone. Sourced by run.

json_line() {
    ours=$(value "$2_us" "$work/parse")
    theirs=$(value "$2_jansson_us" "$work/parse")
    say "  $1, $(value "$2_bytes" "$work/parse") bytes: $ours µs, jansson $theirs µs, ratio $(ratio "$ours" "$theirs") (at most: 1.00)"
}

json() {
    say "JSON: processor time to parse a body and forget it"
    "$VISITD_BUILD/tests/bench/parse" >"$work/parse"
    json_line "a check-in" check_in
    json_line "documentation" large
}
