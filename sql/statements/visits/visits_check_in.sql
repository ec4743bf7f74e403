-- Check in: start a visit, and copy the documentation of an earlier one of the same client if asked to.
-- $1 caller  $2 client_id  $3 scheduled_start_time  $4 check_in_time  $5 check_in_latitude
-- $6 check_in_longitude  $7 copied_from_visit_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), client AS (
    -- Held: whoever is moved or deleted at this moment has moved before, or moves when the visit is there.
    SELECT id, zone_id FROM clients_to_visit WHERE id = $2::uuid FOR KEY SHARE
), created AS (
    -- To the millisecond, as replies tell them: what a client hands back is the same slot, and a check-out not before it.
    INSERT INTO visits (client_id, staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude,
                        status, copied_from_visit_id, listed_zone_id)
    SELECT client.id, caller.id, date_trunc('milliseconds', $3::timestamptz),
           date_trunc('milliseconds', coalesce($4::timestamptz, now())), $5::numeric, $6::numeric, 'in_progress',
           CASE WHEN $7::uuid IS NOT NULL THEN visit_of_client($7, client.id) END, client.zone_id
    FROM caller JOIN client USING (zone_id)
    WHERE caller.role = 'caregiver'
    ON CONFLICT (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress') DO NOTHING
    RETURNING *, CASE WHEN $7 IS NOT NULL THEN copy_documentation($7, id, client_id) END AS why_not_copied
)
SELECT CASE WHEN caller.id IS NULL                              THEN 'caller_unknown'
            WHEN caller.role <> 'caregiver'                     THEN 'wrong_role'
            WHEN client.id IS NULL                              THEN 'client_unknown'
            WHEN (client.zone_id = caller.zone_id) IS NOT TRUE  THEN 'other_zone'
            WHEN created.id IS NULL                             THEN 'slot_taken'
            ELSE 'created' END AS "@outcome",
       -- Looked for only where it is wanted: a CASE evaluates no more than it must, a join does. The function sees what this has
       -- waited for, too.
       CASE WHEN created.id IS NULL
            THEN '/api/v1/visits/' || visit_in_slot(client.id, date_trunc('milliseconds', $3::timestamptz), caller.id) END AS "@location",
       created.id, created.client_id AS "clientId", created.staff_id AS "staffId",
       created.scheduled_start_time AS "scheduledStartTime", created.check_in_time AS "checkInTime",
       created.check_in_latitude AS "checkInLatitude", created.check_in_longitude AS "checkInLongitude",
       created.status, created.created_at AS "createdAt",
       created.id AS "@log.visitId", created.client_id AS "@log.clientId", created.staff_id AS "@log.staffId",
       created.check_in_time AS "@log.checkInTime",
       created.check_in_latitude IS NOT NULL AND created.check_in_longitude IS NOT NULL AS "@log.hasGPS",
       created.copied_from_visit_id IS NOT NULL AND created.why_not_copied IS NULL AS "@log.copiedFromVisit",
       created.why_not_copied AS "@log.notCopied"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN client ON true
LEFT JOIN created ON true
