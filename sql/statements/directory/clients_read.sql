-- One client, whole, and the visit whose documentation a check-in may begin from.
-- $1 caller  $2 client_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
)
SELECT CASE WHEN caller.id IS NULL                                               THEN 'caller_unknown'
            WHEN caller.role = 'family'                                          THEN 'wrong_role'
            WHEN client.id IS NULL                                               THEN 'client_unknown'
            WHEN NOT works_in_zone(caller.role, caller.zone_id, client.zone_id)  THEN 'other_zone'
            ELSE 'read' END AS "@outcome",
       client.version::text AS "@version",
       client.id, client.first_name AS "firstName", client.last_name AS "lastName", client.date_of_birth AS "dateOfBirth",
       client.address, client.latitude, client.longitude, client.phone,
       client.emergency_contact_name AS "emergencyContact.name", client.emergency_contact_phone AS "emergencyContact.phone",
       client.emergency_contact_relationship AS "emergencyContact.relationship", client.zone_id AS "zoneId",
       visit.id AS "lastDocumentedVisit?.id", visit.scheduled_start_time AS "lastDocumentedVisit?.scheduledStartTime",
       staff.first_name || ' ' || staff.last_name AS "lastDocumentedVisit?.staffName"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN known_clients AS client ON client.id = $2::uuid
LEFT JOIN LATERAL (
    SELECT visits.id, visits.staff_id, visits.scheduled_start_time
    FROM listed_visits AS visits JOIN visit_documentation ON visit_id = visits.id
    WHERE visits.client_id = client.id AND status <> 'cancelled'
    ORDER BY scheduled_start_time DESC, visits.id DESC LIMIT 1) AS visit ON true
LEFT JOIN users AS staff ON staff.id = visit.staff_id
