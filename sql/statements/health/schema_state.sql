-- What there is to watch in the tables, for /metrics, at a cost that does not grow with them: what is counted is read along an
-- index and no further than 10,000, what is estimated is what PostgreSQL's statistics say.
WITH open AS (
    SELECT count(*) FROM (
        SELECT FROM visit_zones AS zone CROSS JOIN LATERAL (
            SELECT FROM listed_visits WHERE zone_id = zone.id AND status = 'in_progress' LIMIT 10000) AS visit
        LIMIT 10000) AS visit
), forgotten AS (
    -- By the time that it was planned for, which the index has; by its check-in too, as old ones may be entered late.
    SELECT count(*) FROM (
        SELECT FROM visit_zones AS zone CROSS JOIN LATERAL (
            SELECT FROM listed_visits
            WHERE zone_id = zone.id AND status = 'in_progress' AND scheduled_start_time < now() - interval '1 day'
                  AND check_in_time < now() - interval '1 day'
            LIMIT 10000) AS visit
        LIMIT 10000) AS visit
)
SELECT open.count AS open_visits, forgotten.count AS forgotten_visits,
       (SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass('draft_visits') AND reltuples >= 0) AS drafts
FROM open, forgotten
