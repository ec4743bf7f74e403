    (record.visit_number, record.interaction_number, record.number)
    = (($2::bigint[])[1], ($2::bigint[])[2], ($2::bigint[])[3])
