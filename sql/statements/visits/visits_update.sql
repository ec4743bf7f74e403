-- Document a visit, plan it anew, change its state, check out.
-- $1 caller  $2 visit  $3 If-Match  $4 fields that are given  $5 check_out_time  $6 check_out_latitude
-- $7 check_out_longitude  $8 status  $9 vital_signs (the body that has them)  $10 activities (likewise)
-- $11 observations  $12 concerns  $13 scheduled_start_time  $14 staff_id  $15 check_in_time  $16 check_in_latitude
-- $17 check_in_longitude
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), old AS (
    -- Locked before they are looked at, this and the next, so that what is judged here is what is written below.
    SELECT * FROM known_visits WHERE id = $2::uuid FOR NO KEY UPDATE
), old_documentation AS (
    SELECT *, xmin AS version FROM visit_documentation WHERE visit_id = (SELECT id FROM old) FOR NO KEY UPDATE
), given AS MATERIALIZED (
    SELECT $4::text[] && ARRAY['documentation.vitalSigns', 'documentation.activities',
                               'documentation.observations', 'documentation.concerns'] AS documentation,
           $4 && ARRAY['scheduledStartTime', 'staffId'] AS plan,
           $4 && ARRAY['checkInTime', 'checkInLatitude', 'checkInLongitude'] AS check_in,
           'checkOutTime' = ANY ($4) AND $5::timestamptz IS NULL AS no_check_out_time,
           $9::jsonb #> '{documentation,vitalSigns}' AS vital_signs, $10::jsonb #> '{documentation,activities}' AS activities
), excess AS (
    SELECT json_agg(json_build_object('field', field, 'message', field || ' must be at most 64 KiB')) AS details
    FROM given, LATERAL (VALUES ('documentation.vitalSigns', vital_signs),
                                ('documentation.activities', activities)) AS large (field, value)
    WHERE octet_length(value::text) > 65536
), ending AS (
    -- Whoever completes a visit and does not say when it ended, ends it now; whoever repeats that, changes nothing.
    SELECT $8 = 'completed' AND old.status <> 'completed' AND $5 IS NULL
           AND (given.no_check_out_time OR old.check_out_time IS NULL) AS is_now,
           given.no_check_out_time AND $8 IS DISTINCT FROM 'completed' AS is_cleared
    FROM old, given
), beginning AS (
    -- Whoever repeats what began the visit, changes nothing either.
    SELECT old.status = 'scheduled' AND $8 IS NOT DISTINCT FROM 'in_progress' AS is_now,
           old.status = 'in_progress' AND $8 IS NOT DISTINCT FROM 'in_progress'
           AND coalesce(date_trunc('milliseconds', $15::timestamptz) = old.check_in_time, true)
           AND ('checkInLatitude' = ANY ($4) AND $16::numeric(10, 8) IS DISTINCT FROM old.check_in_latitude) IS NOT TRUE
           AND ('checkInLongitude' = ANY ($4) AND $17::numeric(11, 8) IS DISTINCT FROM old.check_in_longitude) IS NOT TRUE AS is_repeated
    FROM old
), wanted AS (
    SELECT old.id, coalesce($8::text, old.status) AS status,
           coalesce(date_trunc('milliseconds', $13::timestamptz), old.scheduled_start_time) AS scheduled_start_time,
           coalesce($14::uuid, old.staff_id) AS staff_id,
           -- To the millisecond, as replies tell it: a time that a client hands back is no change, nor before the other.
           CASE WHEN beginning.is_now THEN coalesce(date_trunc('milliseconds', $15), old.check_in_time, date_trunc('milliseconds', now()))
                ELSE old.check_in_time END AS check_in_time,
           CASE WHEN beginning.is_now AND 'checkInLatitude' = ANY ($4) THEN $16::numeric(10, 8)
                ELSE old.check_in_latitude END AS check_in_latitude,
           CASE WHEN beginning.is_now AND 'checkInLongitude' = ANY ($4) THEN $17::numeric(11, 8)
                ELSE old.check_in_longitude END AS check_in_longitude,
           CASE WHEN ending.is_now         THEN date_trunc('milliseconds', now())
                WHEN NOT ending.is_cleared THEN coalesce(date_trunc('milliseconds', $5), old.check_out_time) END AS check_out_time,
           CASE WHEN 'checkOutLatitude' = ANY ($4) THEN $6::numeric(10, 8) ELSE old.check_out_latitude END AS check_out_latitude,
           CASE WHEN 'checkOutLongitude' = ANY ($4) THEN $7::numeric(11, 8) ELSE old.check_out_longitude END AS check_out_longitude
    FROM old, beginning, ending
), document AS (
    SELECT CASE WHEN 'documentation.vitalSigns' = ANY ($4) THEN given.vital_signs ELSE old.vital_signs END AS vital_signs,
           CASE WHEN 'documentation.activities' = ANY ($4) THEN given.activities ELSE old.activities END AS activities,
           CASE WHEN 'documentation.observations' = ANY ($4) THEN $11 ELSE old.observations END AS observations,
           CASE WHEN 'documentation.concerns' = ANY ($4) THEN $12 ELSE old.concerns END AS concerns
    FROM given LEFT JOIN old_documentation AS old ON true
), change AS (
    SELECT wanted.status <> old.status AS status,
           (wanted.scheduled_start_time, wanted.staff_id) <> (old.scheduled_start_time, old.staff_id) AS plan,
           (wanted.check_in_time, wanted.check_in_latitude, wanted.check_in_longitude,
            wanted.check_out_time, wanted.check_out_latitude, wanted.check_out_longitude) IS DISTINCT FROM
           (old.check_in_time, old.check_in_latitude, old.check_in_longitude,
            old.check_out_time, old.check_out_latitude, old.check_out_longitude) AS times,
           -- As texts: a temperature of 36.60 is told otherwise than one of 36.6.
           given.documentation AND (was.id IS NULL OR
               (document.vital_signs::text, document.activities::text, document.observations, document.concerns) IS DISTINCT FROM
               (was.vital_signs::text, was.activities::text, was.observations, was.concerns)) AS documentation
    FROM old, wanted, given, document LEFT JOIN old_documentation AS was ON true
), barrier AS (
    SELECT change.status AND (visit.status, wanted.status) NOT IN (
               ('scheduled', 'in_progress'), ('scheduled', 'cancelled'), ('in_progress', 'completed'), ('in_progress', 'cancelled'))
           OR visit.status = 'cancelled' AND change.documentation
           OR visit.status <> 'in_progress' AND wanted.status <> 'in_progress' AND change.times AS is_there
    FROM old AS visit, wanted, change
), taken AS (
    -- Looked for only where the time changes: a CASE evaluates no more than it must, a join does.
    SELECT CASE WHEN wanted.scheduled_start_time <> old.scheduled_start_time THEN (
               SELECT id FROM visits
               WHERE client_id = old.client_id AND scheduled_start_time = wanted.scheduled_start_time
                 AND status IN ('scheduled', 'in_progress') AND id <> old.id) END AS id
    FROM old, wanted
), verdict AS (
    SELECT CASE
            -- include visit_gate.sql
            WHEN given.plan AND caller.role = 'caregiver'                     THEN 'no_scheduler'
            WHEN visit.version || '.' || coalesce(old_documentation.version::text, '') <> ALL ($3::text[]) THEN 'changed'
            WHEN excess.details IS NOT NULL                                   THEN 'too_large'
            WHEN barrier.is_there AND visit.status = 'scheduled'              THEN 'not_from_scheduled'
            WHEN barrier.is_there AND visit.status = 'completed'              THEN 'not_from_completed'
            WHEN barrier.is_there                                             THEN 'not_from_cancelled'
            WHEN change.plan AND visit.status <> 'scheduled'                  THEN 'not_scheduled'
            WHEN given.check_in AND NOT beginning.is_now AND NOT beginning.is_repeated THEN 'not_starting'
            WHEN wanted.staff_id <> visit.staff_id AND caregiver.id IS NULL   THEN 'staff_unknown'
            WHEN wanted.staff_id <> visit.staff_id AND (caregiver.zone_id = client.zone_id) IS NOT TRUE THEN 'staff_of_other_zone'
            WHEN taken.id IS NOT NULL                                         THEN 'slot_taken'
            -- Times that stay are not judged: an earlier system may have had other rules.
            WHEN NOT change.times                                             THEN 'updated'
            WHEN wanted.check_out_time IS NULL
             AND (wanted.check_out_latitude IS NOT NULL OR wanted.check_out_longitude IS NOT NULL) THEN 'no_check_out'
            WHEN wanted.check_out_time < wanted.check_in_time                 THEN 'too_early'
            WHEN wanted.check_out_time - wanted.check_in_time > interval '10000 minutes' AND ending.is_now THEN 'too_late'
            WHEN wanted.check_out_time - wanted.check_in_time > interval '10000 minutes' THEN 'too_long'
            ELSE 'updated' END AS outcome, excess.details, taken.id AS taken_id
    FROM excess
    LEFT JOIN caller ON true
    LEFT JOIN old AS visit ON true
    LEFT JOIN old_documentation ON true
    LEFT JOIN given ON true
    LEFT JOIN beginning ON true
    LEFT JOIN ending ON true
    LEFT JOIN wanted ON true
    LEFT JOIN change ON true
    LEFT JOIN barrier ON true
    LEFT JOIN taken ON true
    LEFT JOIN staff AS caregiver ON caregiver.id = wanted.staff_id AND caregiver.role = 'caregiver'
    LEFT JOIN clients AS client ON client.id = visit.client_id
), documented AS (
    INSERT INTO visit_documentation AS old (visit_id, vital_signs, activities, observations, concerns)
    SELECT wanted.id, document.vital_signs, document.activities, document.observations, document.concerns
    FROM wanted, document, change, verdict
    WHERE verdict.outcome = 'updated' AND change.documentation
    -- Field by field: what is there now need not have been there to be seen when this began.
    ON CONFLICT (visit_id) DO UPDATE SET
        vital_signs = CASE WHEN 'documentation.vitalSigns' = ANY ($4) THEN excluded.vital_signs ELSE old.vital_signs END,
        activities = CASE WHEN 'documentation.activities' = ANY ($4) THEN excluded.activities ELSE old.activities END,
        observations = CASE WHEN 'documentation.observations' = ANY ($4) THEN excluded.observations ELSE old.observations END,
        concerns = CASE WHEN 'documentation.concerns' = ANY ($4) THEN excluded.concerns ELSE old.concerns END,
        updated_at = now()
    RETURNING visit_id, xmin AS version
), updated AS (
    UPDATE known_visits AS visits SET
        scheduled_start_time = wanted.scheduled_start_time, staff_id = wanted.staff_id, status = wanted.status,
        check_in_time = wanted.check_in_time, check_in_latitude = wanted.check_in_latitude,
        check_in_longitude = wanted.check_in_longitude, check_out_time = wanted.check_out_time,
        check_out_latitude = wanted.check_out_latitude, check_out_longitude = wanted.check_out_longitude,
        -- Halves go up: 10:05:00 to 11:05:30 is 61.
        duration_minutes = CASE WHEN change.status OR change.times
                                THEN floor(extract(epoch FROM wanted.check_out_time - wanted.check_in_time) / 60 + 0.5)
                                ELSE old.duration_minutes END,
        updated_at = now()
    FROM old, wanted, change, verdict
    -- Against what is locked: the row that this finds first may be one from before.
    WHERE visits.id = wanted.id AND verdict.outcome = 'updated' AND (change.documentation OR change.plan OR change.status OR change.times)
    RETURNING visits.*
), result AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
), result_documentation AS (
    SELECT visit_id, version FROM documented
    UNION ALL
    SELECT visit_id, version FROM old_documentation WHERE NOT EXISTS (SELECT FROM documented)
)
SELECT verdict.outcome AS "@outcome", verdict.details AS "@details",
       CASE WHEN verdict.outcome LIKE 'staff%' THEN 'staffId'
            WHEN verdict.outcome IN ('no_check_out', 'too_early', 'too_late', 'too_long') THEN 'checkOutTime' END AS "@field",
       CASE WHEN verdict.outcome = 'slot_taken' THEN '/api/v1/visits/' || verdict.taken_id END AS "@location",
       -- include visit_etag.sql
       visit.id, visit.client_id AS "clientId", visit.staff_id AS "staffId",
       visit.scheduled_start_time AS "scheduledStartTime", visit.check_in_time AS "checkInTime",
       visit.check_in_latitude AS "checkInLatitude", visit.check_in_longitude AS "checkInLongitude",
       visit.check_out_time AS "checkOutTime",
       visit.check_out_latitude AS "checkOutLatitude", visit.check_out_longitude AS "checkOutLongitude",
       visit.duration_minutes AS "durationMinutes", visit.status,
       visit.created_at AS "createdAt", visit.updated_at AS "updatedAt",
       visit.id AS "@log.visitId", visit.status AS "@log.visitStatus"
FROM verdict
LEFT JOIN result AS visit ON true
LEFT JOIN result_documentation AS documentation ON true
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN users AS staff ON staff.id = visit.staff_id
