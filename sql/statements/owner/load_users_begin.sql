-- Where the lines of a file of users are looked at before they are anybody's.
CREATE TEMPORARY TABLE incoming (
    line bigint NOT NULL, id uuid, email text, external_id text, first_name text, last_name text, role text, zone text, phone text,
    is_active boolean,
    target uuid, zone_id uuid, is_known boolean, is_changed boolean, weight bigint, batch bigint
)
