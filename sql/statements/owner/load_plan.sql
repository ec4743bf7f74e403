-- How much there is to do. What moves is parted into transactions of some thousand rows, visits counted, that others can wait for.
WITH batches AS (
    SELECT line, ((sum(weight) OVER (ORDER BY line) - weight) / 4000)::bigint AS batch
    FROM pg_temp.incoming WHERE weight IS NOT NULL
), planned AS (
    UPDATE pg_temp.incoming AS row SET batch = batches.batch FROM batches WHERE batches.line = row.line
    RETURNING row.batch
)
SELECT count(*) FILTER (WHERE NOT is_known) AS added,
       count(*) FILTER (WHERE is_changed OR weight IS NOT NULL) AS changed,
       count(*) FILTER (WHERE is_known AND NOT is_changed AND weight IS NULL) AS unchanged,
       (SELECT coalesce(max(batch) + 1, 0) FROM planned) AS batches
FROM pg_temp.incoming
