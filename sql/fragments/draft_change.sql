-- What the fields of `wanted` change in `was`, no row if nothing: those of the row that is locked, for the statement may still
-- see an older one in the table. And may they? $3 If-Match. A status is no text, so what is full can be submitted.
), change AS (
    SELECT wanted.*, draft_steps(to_jsonb(wanted) - 'status') AS size,
           greatest(now(), old.updated_at + interval '1 microsecond') AS updated_at
    FROM old CROSS JOIN was CROSS JOIN wanted
    WHERE ROW (wanted.*) IS DISTINCT FROM ROW (was.*)
), verdict AS (
    -- What else the draft holds is read only where the record grows by a step.
    SELECT CASE WHEN objection.outcome IS NOT NULL THEN objection.outcome
                WHEN old.version <> ALL ($3::text[]) THEN 'changed'
                WHEN coalesce(change.size > old.size, false)
                     AND change.size - old.size > (SELECT room.size FROM draft_room(($2::bigint[])[1]) AS room) THEN 'full'
                ELSE 'updated' END AS outcome
    FROM objection
    LEFT JOIN old ON true
    LEFT JOIN change ON true
