-- Check in: start a visit, and copy the documentation of an earlier one of the same client if asked to.
-- $1 caller  $2 client_id  $3 scheduled_start_time  $4 check_in_time  $5 check_in_latitude
-- $6 check_in_longitude  $7 copied_from_visit_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), client AS (
    -- Held: whoever is moved or deleted at this moment has moved before, or moves when the visit is there.
    SELECT id, zone_id FROM clients_to_visit WHERE id = $2::uuid FOR KEY SHARE
), source AS (
    SELECT visits.id, visits.client_id, visit_documentation.id IS NOT NULL AS documented, vital_signs, activities, observations
    FROM known_visits AS visits LEFT JOIN visit_documentation ON visit_id = visits.id
    WHERE visits.id = $7::uuid
), created AS (
    -- To the millisecond, as replies tell them: what a client hands back is the same slot, and a check-out not before it.
    INSERT INTO visits (client_id, staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude,
                        status, copied_from_visit_id)
    SELECT client.id, caller.id, date_trunc('milliseconds', $3::timestamptz),
           date_trunc('milliseconds', coalesce($4::timestamptz, now())), $5::numeric, $6::numeric, 'in_progress',
           (SELECT id FROM source WHERE client_id = client.id)
    FROM caller JOIN client USING (zone_id)
    WHERE caller.role = 'caregiver'
    ON CONFLICT (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress') DO NOTHING
    RETURNING *
), copied AS (
    -- Concerns are of their day and are not copied.
    INSERT INTO visit_documentation (visit_id, vital_signs, activities, observations)
    SELECT created.id, vital_signs, activities, observations
    FROM created JOIN source USING (client_id)
    WHERE documented
    RETURNING visit_id
)
SELECT CASE WHEN caller.id IS NULL                              THEN 'caller_unknown'
            WHEN caller.role <> 'caregiver'                     THEN 'wrong_role'
            WHEN client.id IS NULL                              THEN 'client_unknown'
            WHEN (client.zone_id = caller.zone_id) IS NOT TRUE  THEN 'other_zone'
            WHEN created.id IS NULL                             THEN 'slot_taken'
            ELSE 'created' END AS "@outcome",
       -- Looked for only where it is wanted: a CASE evaluates no more than it must, a join does.
       CASE WHEN created.id IS NULL THEN (
           SELECT '/api/v1/visits/' || id FROM visits
           WHERE client_id = client.id AND scheduled_start_time = date_trunc('milliseconds', $3::timestamptz)
             AND status IN ('scheduled', 'in_progress') AND staff_id = caller.id) END AS "@location",
       created.id, created.client_id AS "clientId", created.staff_id AS "staffId",
       created.scheduled_start_time AS "scheduledStartTime", created.check_in_time AS "checkInTime",
       created.check_in_latitude AS "checkInLatitude", created.check_in_longitude AS "checkInLongitude",
       created.status, created.created_at AS "createdAt",
       created.id AS "@log.visitId", created.client_id AS "@log.clientId", created.staff_id AS "@log.staffId",
       created.check_in_time AS "@log.checkInTime",
       created.check_in_latitude IS NOT NULL AND created.check_in_longitude IS NOT NULL AS "@log.hasGPS",
       copied.visit_id IS NOT NULL AS "@log.copiedFromVisit",
       CASE WHEN $7::uuid IS NULL                      THEN NULL
            WHEN source.id IS NULL                     THEN 'source visit not found'
            WHEN source.client_id <> created.client_id THEN 'source visit is of another client'
            WHEN NOT source.documented                 THEN 'source visit has no documentation'
       END AS "@log.notCopied"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN client ON true
LEFT JOIN created ON true
LEFT JOIN copied ON true
LEFT JOIN source ON true
