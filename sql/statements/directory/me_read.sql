-- Who is calling, as the directory knows them.
-- $1 caller
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown' ELSE 'read' END AS "@outcome",
       caller.user_no::text AS "@version",
       caller.id, caller.user_no AS "userNo", caller.email, caller.first_name AS "firstName", caller.last_name AS "lastName",
       caller.phone, caller.role, zone.id AS "zone?.id", zone.name AS "zone?.name", zone.region AS "zone?.region"
FROM (VALUES (true)) AS always
LEFT JOIN callers AS caller ON caller.id = $1::uuid
LEFT JOIN zones AS zone ON zone.id = caller.zone_id
