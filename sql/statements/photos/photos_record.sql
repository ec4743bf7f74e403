-- Record a photo of a visit that has been uploaded.
-- $1 caller  $2 visit_id  $3 photo_key  $4 file_name  $5 file_size  $6 mime_type  $7 thumbnail_key
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    -- Locked: those who record photos of one visit at once are counted one after another.
    SELECT id, client_id, staff_id, status FROM known_visits WHERE id = $2::uuid FOR NO KEY UPDATE
), verdict AS (
    SELECT CASE
            -- A bad key is a bad body, which is told to whoever may send a good one.
            WHEN caller.role <> 'family' AND NOT is_visit_key($3, $2::uuid, 'photos/[0-9]+-[A-Za-z0-9._-]+')
                                                                              THEN 'bad_photo_key'
            WHEN caller.role <> 'family' AND NOT is_visit_key($7, $2::uuid, '[a-z]+/[A-Za-z0-9_-][A-Za-z0-9._-]*')
                                                                              THEN 'bad_thumbnail_key'
            -- include visit_gate.sql
            WHEN visit.status = 'cancelled'                                   THEN 'cancelled'
            WHEN count_photos(visit.id) >= 100                                THEN 'full'
            ELSE 'recorded' END AS outcome
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN visit ON true
    LEFT JOIN clients AS client ON client.id = visit.client_id
), created AS (
    INSERT INTO visit_photos (visit_id, s3_key, thumbnail_s3_key, file_name, file_size, mime_type)
    SELECT $2::uuid, $3, $7, $4, $5::integer, $6 FROM verdict WHERE verdict.outcome = 'recorded'
    ON CONFLICT (s3_key) DO NOTHING
    RETURNING *
)
SELECT CASE WHEN verdict.outcome = 'recorded' AND created.id IS NULL THEN 'recorded_already'
            ELSE verdict.outcome END AS "@outcome",
       CASE verdict.outcome
            WHEN 'bad_photo_key' THEN '[{"field":"photoKey","message":"Invalid photoKey format"}]'
            WHEN 'bad_thumbnail_key' THEN '[{"field":"thumbnailKey","message":"Invalid thumbnailKey format"}]'
       END AS "@details",
       created.id, created.s3_key AS "photoKey",
       '/api/v1/visits/' || created.visit_id || '/photos/' || created.id AS "photoUrl",
       created.thumbnail_s3_key AS "thumbnailKey", created.uploaded_at AS "uploadedAt",
       created.visit_id AS "@log.visitId", created.id AS "@log.photoId"
FROM verdict
LEFT JOIN created ON true
