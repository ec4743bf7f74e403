    (record.visit_number, record.number) = (($2::bigint[])[1], ($2::bigint[])[2])
