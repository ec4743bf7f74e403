-- One visit, whole: with its client, its caregiver, its documentation and its photos.
-- $1 caller  $2 visit
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
)
SELECT CASE
            -- include visit_gate.sql
            ELSE 'read' END AS "@outcome",
       -- include visit_etag.sql
       visit.id, visit.client_id AS "clientId", visit.staff_id AS "staffId",
       visit.scheduled_start_time AS "scheduledStartTime", visit.check_in_time AS "checkInTime",
       visit.check_in_latitude AS "checkInLatitude", visit.check_in_longitude AS "checkInLongitude",
       visit.check_out_time AS "checkOutTime",
       visit.check_out_latitude AS "checkOutLatitude", visit.check_out_longitude AS "checkOutLongitude",
       visit.status, visit.duration_minutes AS duration, visit.copied_from_visit_id AS "copiedFromVisitId",
       visit.created_at AS "createdAt", visit.updated_at AS "updatedAt",
       client.id AS "client.id", client.first_name AS "client.firstName", client.last_name AS "client.lastName",
       client.date_of_birth AS "client.dateOfBirth", client.address AS "client.address",
       client.latitude AS "client.latitude", client.longitude AS "client.longitude", client.phone AS "client.phone",
       client.emergency_contact_name AS "client.emergencyContact.name",
       client.emergency_contact_phone AS "client.emergencyContact.phone",
       client.emergency_contact_relationship AS "client.emergencyContact.relationship",
       client.zone_id AS "client.zoneId",
       staff.id AS "staff.id", staff.first_name AS "staff.firstName", staff.last_name AS "staff.lastName",
       staff.email AS "staff.email",
       documentation.vital_signs AS "documentation?.vitalSigns", documentation.activities AS "documentation?.activities",
       documentation.observations AS "documentation?.observations", documentation.concerns AS "documentation?.concerns",
       '/api/v1/visits/' || documentation.visit_id || '/signature'
           || left(signature_key(documentation.visit_id, documentation.signature_url), 0) AS "documentation?.signatureUrl",
       documentation.created_at AS "documentation?.createdAt", documentation.updated_at AS "documentation?.updatedAt",
       (SELECT coalesce(json_agg(json_build_object(
                   'id', id, 'photoKey', s3_key,
                   'photoUrl', '/api/v1/visits/' || visit_id || '/photos/' || id,
                   'thumbnailUrl', '/api/v1/visits/' || visit_id || '/photos/' || id || '/thumbnail',
                   'fileName', file_name, 'fileSize', file_size, 'mimeType', mime_type,
                   'uploadedAt', record_time(uploaded_at))
                   ORDER BY uploaded_at, id), '[]')
        FROM visit_photos WHERE visit_id = visit.id) AS photos
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN known_visits AS visit ON visit.id = $2::uuid
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN users AS staff ON staff.id = visit.staff_id
LEFT JOIN (SELECT *, xmin AS version FROM visit_documentation) AS documentation ON documentation.visit_id = visit.id
