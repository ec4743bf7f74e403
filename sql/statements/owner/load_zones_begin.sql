-- Where the lines of a file of zones are looked at before they are anybody's.
CREATE TEMPORARY TABLE incoming (
    line bigint NOT NULL, id uuid, name text, region text, center_latitude numeric(10,8), center_longitude numeric(11,8),
    target uuid, is_known boolean, is_changed boolean, weight bigint, batch bigint
)
