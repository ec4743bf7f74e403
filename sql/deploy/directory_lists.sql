-- How people are found and listed: names ordered as people read them, searched with case and accents aside.
-- requires: directory_rules

BEGIN;

SET LOCAL search_path = public;

-- Both come with the server's package, and both are trusted: the owner of the database may make them.
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- Immutable as long as the dictionary's file is the server package's: then a column and an index may be made of it.
CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT lower(public.unaccent('public.unaccent', normalize($1, NFC)) COLLATE "und-x-icu")
$$;
COMMENT ON FUNCTION folded IS 'A text with case and accents aside: for searching, never for showing.';

-- Parts of a name are words of their own: "neil" finds O'Neil, and so does "o'neil".
CREATE FUNCTION search_key(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT ' ' || public.folded($1) || ' ' || regexp_replace(public.folded($1), '[^[:alnum:]]+' COLLATE "und-x-icu", ' ', 'g')
$$;
COMMENT ON FUNCTION search_key IS 'What a name is searched in: a space stands before every word.';

-- Words of one or two characters would be found within nearly every text, so they must begin a word there too. A search
-- without any word is not one for everybody: it gives one pattern, which nothing fits.
CREATE FUNCTION search_patterns(search text) RETURNS TABLE (in_name text, in_text text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH words AS (
        SELECT DISTINCT regexp_replace(word, '([\\%_])', '\\\1', 'g') AS word
        FROM regexp_split_to_table(public.folded(search), '\s+') AS piece,
             regexp_replace(piece, '^[^[:alnum:]]+|[^[:alnum:]]+$' COLLATE "und-x-icu", '', 'g') AS word
        WHERE word <> ''
    )
    SELECT '% ' || word || '%', CASE WHEN char_length(word) < 3 THEN '% ' ELSE '%' END || word || '%' FROM words
    UNION ALL
    SELECT '', '' WHERE btrim(search) <> '' AND NOT EXISTS (SELECT FROM words)
$$;
COMMENT ON FUNCTION search_patterns IS 'The words of a search as patterns for LIKE: one for a search_key(), one for a folded() text with a space before it.';

CREATE FUNCTION works_in_zone(role text, own uuid, zone uuid) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(role IN ('caregiver', 'coordinator', 'admin') AND own = zone, false) OR (role = 'admin' AND own IS NULL)
$$;
COMMENT ON FUNCTION works_in_zone IS 'Does this role with this zone of its own meet the people of a zone? As sees_zone(), and caregivers in their own.';

ALTER TABLE clients
    ADD COLUMN search_name text GENERATED ALWAYS AS (search_key(first_name || ' ' || last_name)) STORED,
    ADD COLUMN search_address text GENERATED ALWAYS AS (' ' || folded(left(address, 1000))) STORED;
ALTER TABLE users
    ADD COLUMN search_name text GENERATED ALWAYS AS (search_key(first_name || ' ' || last_name)) STORED;
COMMENT ON COLUMN clients.search_name IS 'Made of the name, for searching.';
COMMENT ON COLUMN clients.search_address IS 'Made of the address, or of its first thousand characters, for searching.';
COMMENT ON COLUMN users.search_name IS 'Made of the name, for searching.';

-- The order of lists, in a zone and in all; and what is found by its words, wherever it stands in the order.
CREATE INDEX clients_by_name ON clients (zone_id, last_name COLLATE "und-x-icu", first_name COLLATE "und-x-icu", id)
    WHERE deleted_at IS NULL;
CREATE INDEX clients_by_name_anywhere ON clients (last_name COLLATE "und-x-icu", first_name COLLATE "und-x-icu", id)
    WHERE deleted_at IS NULL;
CREATE INDEX clients_by_words ON clients USING gin (search_name gin_trgm_ops, search_address gin_trgm_ops)
    WHERE deleted_at IS NULL;
CREATE INDEX users_by_name ON users (zone_id, last_name COLLATE "und-x-icu", first_name COLLATE "und-x-icu", id)
    WHERE is_active AND deleted_at IS NULL AND role IN ('caregiver', 'coordinator', 'admin');
CREATE INDEX users_by_name_anywhere ON users (last_name COLLATE "und-x-icu", first_name COLLATE "und-x-icu", id)
    WHERE is_active AND deleted_at IS NULL AND role IN ('caregiver', 'coordinator', 'admin');

CREATE OR REPLACE VIEW callers AS
    SELECT id, role, zone_id, email, user_no, first_name, last_name, phone FROM users WHERE is_active AND deleted_at IS NULL;

CREATE VIEW staff AS
    SELECT id, first_name, last_name, email, phone, role, zone_id, search_name FROM users
    WHERE is_active AND deleted_at IS NULL AND role IN ('caregiver', 'coordinator', 'admin');
COMMENT ON VIEW staff IS 'Who works here now: active, not deleted, and not somebody''s family.';

CREATE VIEW known_clients AS
    SELECT id, first_name, last_name, date_of_birth, address, latitude, longitude, phone, emergency_contact_name,
           emergency_contact_phone, emergency_contact_relationship, zone_id, search_name, search_address, xmin AS version
    FROM clients WHERE deleted_at IS NULL;
COMMENT ON VIEW known_clients IS 'The clients who are visited: not deleted.';

GRANT SELECT ON staff, known_clients TO visitd;
GRANT SELECT ON zones TO visitd;

COMMIT;
