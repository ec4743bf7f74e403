-- Document a visit, change its state, check out.
-- $1 caller  $2 visit  $3 If-Match  $4 fields that are given  $5 check_out_time  $6 check_out_latitude
-- $7 check_out_longitude  $8 status  $9 vital_signs (the body that has them)  $10 activities (likewise)
-- $11 observations  $12 concerns
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    -- Locked before it is looked at, so that what is judged here is what is written below.
    SELECT *, xmin AS version FROM visits WHERE id = $2::uuid FOR NO KEY UPDATE
), given AS (
    SELECT $4::text[] && ARRAY['documentation.vitalSigns', 'documentation.activities',
                               'documentation.observations', 'documentation.concerns'] AS documentation
), wanted AS (
    SELECT visit.id, coalesce($8::text, visit.status) AS status,
           -- To the millisecond, as replies tell it: a time that a client hands back is no change, nor before the other.
           CASE WHEN visit.status = 'scheduled' AND $8 = 'in_progress' THEN coalesce(visit.check_in_time, date_trunc('milliseconds', now()))
                ELSE visit.check_in_time END AS check_in_time,
           coalesce(CASE WHEN 'checkOutTime' = ANY ($4) THEN date_trunc('milliseconds', $5::timestamptz) ELSE visit.check_out_time END,
                    CASE WHEN visit.status <> 'completed' AND $8 = 'completed' THEN date_trunc('milliseconds', now()) END) AS check_out_time,
           CASE WHEN 'checkOutLatitude' = ANY ($4) THEN $6::numeric(10, 8) ELSE visit.check_out_latitude END AS check_out_latitude,
           CASE WHEN 'checkOutLongitude' = ANY ($4) THEN $7::numeric(11, 8) ELSE visit.check_out_longitude END AS check_out_longitude
    FROM visit
), change AS (
    SELECT wanted.status <> visit.status AS status,
           (wanted.check_in_time, wanted.check_out_time, wanted.check_out_latitude, wanted.check_out_longitude) IS DISTINCT FROM
           (visit.check_in_time, visit.check_out_time, visit.check_out_latitude, visit.check_out_longitude) AS times
    FROM visit, wanted
), verdict AS (
    SELECT CASE WHEN caller.id IS NULL                                            THEN 'caller_unknown'
                WHEN caller.role = 'family'                                       THEN 'wrong_role'
                WHEN visit.id IS NULL                                             THEN 'unknown'
                WHEN caller.role = 'caregiver' AND visit.staff_id <> caller.id    THEN 'not_yours'
                WHEN caller.role <> 'caregiver'
                 AND NOT sees_zone(caller.role, caller.zone_id, client.zone_id)   THEN 'other_zone'
                WHEN visit.version::text <> ALL ($3::text[])                      THEN 'changed'
                WHEN change.status AND (visit.status, wanted.status) NOT IN (
                         ('scheduled', 'in_progress'), ('scheduled', 'cancelled'),
                         ('in_progress', 'completed'), ('in_progress', 'cancelled')) THEN 'not_from_' || visit.status
                WHEN visit.status = 'cancelled' AND given.documentation           THEN 'not_from_cancelled'
                WHEN visit.status <> 'in_progress' AND wanted.status <> 'in_progress' AND change.times THEN 'not_from_' || visit.status
                -- Times that stay are not judged: an earlier system may have had other rules.
                WHEN NOT change.times                                             THEN 'updated'
                WHEN wanted.check_out_time IS NULL
                 AND (wanted.check_out_latitude IS NOT NULL OR wanted.check_out_longitude IS NOT NULL) THEN 'no_check_out'
                WHEN wanted.check_out_time < wanted.check_in_time                 THEN 'too_early'
                WHEN wanted.check_out_time - wanted.check_in_time > interval '10000 minutes' THEN 'too_long'
                ELSE 'updated' END AS outcome
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN visit ON true
    LEFT JOIN wanted ON true
    LEFT JOIN change ON true
    LEFT JOIN given ON true
    LEFT JOIN clients AS client ON client.id = visit.client_id
), documented AS (
    INSERT INTO visit_documentation AS old (visit_id, vital_signs, activities, observations, concerns)
    SELECT visit.id, $9::jsonb #> '{documentation,vitalSigns}', $10::jsonb #> '{documentation,activities}', $11, $12
    FROM visit, given, verdict
    WHERE verdict.outcome = 'updated' AND given.documentation
    ON CONFLICT (visit_id) DO UPDATE SET
        vital_signs = CASE WHEN 'documentation.vitalSigns' = ANY ($4) THEN excluded.vital_signs ELSE old.vital_signs END,
        activities = CASE WHEN 'documentation.activities' = ANY ($4) THEN excluded.activities ELSE old.activities END,
        observations = CASE WHEN 'documentation.observations' = ANY ($4) THEN excluded.observations ELSE old.observations END,
        concerns = CASE WHEN 'documentation.concerns' = ANY ($4) THEN excluded.concerns ELSE old.concerns END,
        updated_at = now()
    RETURNING visit_id
), updated AS (
    UPDATE visits SET
        status = wanted.status, check_in_time = wanted.check_in_time, check_out_time = wanted.check_out_time,
        check_out_latitude = wanted.check_out_latitude, check_out_longitude = wanted.check_out_longitude,
        -- Halves go up: 10:05:00 to 11:05:30 is 61.
        duration_minutes = CASE WHEN change.status OR change.times
                                THEN floor(extract(epoch FROM wanted.check_out_time - wanted.check_in_time) / 60 + 0.5)
                                ELSE visit.duration_minutes END,
        updated_at = now()
    FROM visit, wanted, change, verdict, given
    -- Against what is locked: the row that this finds first may be one from before.
    WHERE visits.id = wanted.id AND verdict.outcome = 'updated' AND (given.documentation OR change.status OR change.times)
    RETURNING visits.*, visits.xmin AS version
), result AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM visit WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome",
       result.version || '-' || client.xmin || '.' || staff.xmin AS "@etag",
       result.id, result.client_id AS "clientId", result.staff_id AS "staffId",
       result.scheduled_start_time AS "scheduledStartTime", result.check_in_time AS "checkInTime",
       result.check_in_latitude AS "checkInLatitude", result.check_in_longitude AS "checkInLongitude",
       result.check_out_time AS "checkOutTime",
       result.check_out_latitude AS "checkOutLatitude", result.check_out_longitude AS "checkOutLongitude",
       result.duration_minutes AS "durationMinutes", result.status,
       result.created_at AS "createdAt", result.updated_at AS "updatedAt",
       result.id AS "@log.visitId", result.status AS "@log.visitStatus"
FROM verdict
LEFT JOIN result ON true
LEFT JOIN clients AS client ON client.id = result.client_id
LEFT JOIN users AS staff ON staff.id = result.staff_id
