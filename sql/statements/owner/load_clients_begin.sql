-- Where the lines of a file of clients are looked at before they are anybody's.
CREATE TEMPORARY TABLE incoming (
    line bigint NOT NULL, id uuid, first_name text, last_name text, date_of_birth date, address text, latitude numeric(10,8),
    longitude numeric(11,8), phone text, emergency_contact_name text, emergency_contact_phone text,
    emergency_contact_relationship text, zone text, deleted_at timestamptz,
    target uuid, zone_id uuid, is_known boolean, is_changed boolean, weight bigint, batch bigint
)
