-- Verify the directory's tables, and that visitd reads of them what it needs and nothing else.

BEGIN;

SET LOCAL search_path = public;

SELECT id, name, region, created_at, updated_at, deleted_at, center_latitude, center_longitude
  FROM zones WHERE FALSE;
SELECT id, email, password_hash, first_name, last_name, role, zone_id, phone, is_active, last_login_at, created_at, updated_at,
       deleted_at, user_no
  FROM users WHERE FALSE;
SELECT id, first_name, last_name, date_of_birth, address, latitude, longitude, phone, emergency_contact_name,
       emergency_contact_phone, emergency_contact_relationship, zone_id, created_at, updated_at, deleted_at
  FROM clients WHERE FALSE;

DO $$
BEGIN
    ASSERT (SELECT bool_and(has_column_privilege('visitd', 'users', name, 'SELECT'))
              FROM unnest('{id,role,zone_id,is_active,deleted_at}'::text[]) AS name), 'visitd cannot read what it needs of users';
    ASSERT NOT has_column_privilege('visitd', 'users', 'password_hash', 'SELECT'), 'visitd can read password hashes';
    ASSERT (SELECT bool_and(has_column_privilege('visitd', 'clients', name, 'SELECT'))
              FROM unnest('{id,zone_id,deleted_at}'::text[]) AS name), 'visitd cannot read what it needs of clients';
    ASSERT (SELECT NOT bool_or(has_table_privilege('visitd', name, 'INSERT, UPDATE, DELETE, TRUNCATE'))
              FROM unnest('{zones,users,clients}'::text[]) AS name), 'visitd can write to the directory';
END
$$;

ROLLBACK;
