-- Change the clients that differ, but for where they are, and add those that there are not.
-- $1 columns
WITH changed AS (
    UPDATE clients SET first_name = row.first_name, last_name = row.last_name,
           date_of_birth = CASE WHEN 'date_of_birth' = ANY ($1::text[]) THEN row.date_of_birth ELSE clients.date_of_birth END,
           address = CASE WHEN 'address' = ANY ($1) THEN row.address ELSE clients.address END,
           latitude = CASE WHEN 'latitude' = ANY ($1) THEN row.latitude ELSE clients.latitude END,
           longitude = CASE WHEN 'longitude' = ANY ($1) THEN row.longitude ELSE clients.longitude END,
           phone = CASE WHEN 'phone' = ANY ($1) THEN row.phone ELSE clients.phone END,
           emergency_contact_name = CASE WHEN 'emergency_contact_name' = ANY ($1) THEN row.emergency_contact_name
                                         ELSE clients.emergency_contact_name END,
           emergency_contact_phone = CASE WHEN 'emergency_contact_phone' = ANY ($1) THEN row.emergency_contact_phone
                                          ELSE clients.emergency_contact_phone END,
           emergency_contact_relationship = CASE WHEN 'emergency_contact_relationship' = ANY ($1)
                                                 THEN row.emergency_contact_relationship
                                                 ELSE clients.emergency_contact_relationship END,
           updated_at = now()
    FROM pg_temp.incoming AS row WHERE clients.id = row.target AND row.is_changed
)
INSERT INTO clients (id, first_name, last_name, date_of_birth, address, latitude, longitude, phone, emergency_contact_name,
                     emergency_contact_phone, emergency_contact_relationship, zone_id, deleted_at)
SELECT target, first_name, last_name, date_of_birth, address, latitude, longitude, phone, emergency_contact_name,
       emergency_contact_phone, emergency_contact_relationship, zone_id, deleted_at
FROM pg_temp.incoming WHERE NOT is_known ORDER BY line
