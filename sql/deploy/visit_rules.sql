-- Which visits lists show, and the zones that these are in.
-- requires: directory_rules

BEGIN;

SET LOCAL search_path = public;

-- The planner puts the view in place, and reads the indexes that have its condition.
CREATE VIEW listed_visits AS
    SELECT id, client_id, staff_id, scheduled_start_time, check_in_time, check_out_time, duration_minutes, status,
           created_at, updated_at, listed_zone_id AS zone_id
    FROM visits WHERE listed_zone_id IS NOT NULL;
COMMENT ON VIEW listed_visits IS 'The visits that lists show: those to clients who were not deleted, each in its client''s zone.';

-- From one zone to the next along an index, so that it costs what there are zones and not what there are visits. The table
-- zones would not do: an earlier system's clients may live in zones that are not there.
CREATE VIEW visit_zones AS
    WITH RECURSIVE zone (id) AS (
        (SELECT zone_id FROM listed_visits ORDER BY zone_id LIMIT 1)
        UNION ALL
        (SELECT next.zone_id FROM zone CROSS JOIN LATERAL (
            SELECT zone_id FROM listed_visits WHERE zone_id > zone.id ORDER BY zone_id LIMIT 1) AS next)
    ) SELECT id FROM zone;
COMMENT ON VIEW visit_zones IS 'The zones that have visits to show.';

GRANT SELECT ON listed_visits, visit_zones TO visitd;

COMMIT;
