-- A visit knows the zone that it is listed in: the client's, and none once the client is deleted.

BEGIN;

SELECT plan(23); -- the sum of the counts that stand before each group

-- nextval() is not rolled back, but a restart is, and takes the numbers drawn since along: so these tests use up none.
ALTER SEQUENCE users_user_no_seq RESTART WITH 1000000000;

INSERT INTO zones (id, name) VALUES ('f1000000-0000-4000-8000-000000000001', 'Here'), ('f1000000-0000-4000-8000-000000000002', 'There');
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
VALUES ('f2000000-0000-4000-8000-000000000001', 'caregiver@schema-test.example', 'A', 'B', 'caregiver',
        'f1000000-0000-4000-8000-000000000001');
INSERT INTO clients (id, first_name, last_name, zone_id, deleted_at)
VALUES ('f3000000-0000-4000-8000-000000000001', 'C', 'D', 'f1000000-0000-4000-8000-000000000001', NULL),
       ('f3000000-0000-4000-8000-000000000002', 'E', 'F', 'f1000000-0000-4000-8000-000000000001', NULL),
       ('f3000000-0000-4000-8000-000000000003', 'G', 'H', 'f1000000-0000-4000-8000-000000000001', now());

CREATE FUNCTION pg_temp.add_visit(client integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)
    VALUES (('f3000000-0000-4000-8000-00000000000' || client)::uuid, 'f2000000-0000-4000-8000-000000000001', clock_timestamp(),
            'completed')
$$;

-- Where a client's visits are listed: "Here", "There", "-" for nowhere, each once.
CREATE FUNCTION pg_temp.listed(client integer) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(DISTINCT coalesce(zones.name, '-'), ' ') FROM visits LEFT JOIN zones ON zones.id = listed_zone_id
     WHERE client_id = ('f3000000-0000-4000-8000-00000000000' || client)::uuid
$$;

-- 3: visits that come, of which nobody says where they are listed
SELECT pg_temp.add_visit(client) FROM generate_series(1, 3) AS client, generate_series(1, 2);
SELECT is(pg_temp.listed(1), 'Here', 'a visit is listed in its client''s zone');
SELECT is(pg_temp.listed(3), '-', 'a visit of a deleted client is listed nowhere');
COPY visits (client_id, staff_id, scheduled_start_time) FROM stdin;
f3000000-0000-4000-8000-000000000001	f2000000-0000-4000-8000-000000000001	2026-01-01 10:00+00
\.
SELECT is(pg_temp.listed(1), 'Here', 'visits that are copied in are listed too');

-- 2 x 6: clients who go, come and move; whatever becomes of one, nothing becomes of the other.
CREATE FUNCTION pg_temp.after(change text, description text, expected text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'UPDATE clients SET ' || change || ' WHERE id = ''f3000000-0000-4000-8000-000000000001''';
    RETURN NEXT is(pg_temp.listed(1), expected, description);
    RETURN NEXT is(pg_temp.listed(2), 'Here', 'and the other client''s stay');
END
$$;
SELECT pg_temp.after($$zone_id = 'f1000000-0000-4000-8000-000000000002'$$, 'visits move with their client', 'There');
SELECT pg_temp.after('deleted_at = now()', 'a deleted client takes them out of the list', '-');
SELECT pg_temp.after($$zone_id = 'f1000000-0000-4000-8000-000000000001'$$, 'and moving brings none back', '-');
SELECT pg_temp.after('deleted_at = NULL', 'a client restored brings them back, where they live now', 'Here');
SELECT pg_temp.after($$zone_id = 'f1000000-0000-4000-8000-000000000002', deleted_at = now()$$, 'moved and deleted at once', '-');
SELECT pg_temp.after($$zone_id = 'f1000000-0000-4000-8000-000000000002', deleted_at = NULL$$, 'moved and restored at once', 'There');

-- 2: many clients at once, and a visit that turns out to be another client's
UPDATE clients SET zone_id = 'f1000000-0000-4000-8000-000000000001',
                   deleted_at = CASE WHEN id = 'f3000000-0000-4000-8000-000000000002' THEN now() END
 WHERE id::text LIKE 'f3000000-%';
SELECT is(concat_ws(' ', pg_temp.listed(1), pg_temp.listed(2), pg_temp.listed(3)), 'Here - Here', 'each goes where it goes');
UPDATE visits SET client_id = 'f3000000-0000-4000-8000-000000000002' WHERE client_id = 'f3000000-0000-4000-8000-000000000003';
SELECT is(pg_temp.listed(2), '-', 'a visit given to another client is listed where that one lives');

-- 2: what is no move writes nothing
CREATE TEMPORARY TABLE before ON COMMIT DROP AS SELECT id, ctid AS place FROM visits;
UPDATE clients SET address = 'x', zone_id = zone_id, updated_at = now(), deleted_at = CASE WHEN deleted_at IS NOT NULL THEN now() END
 WHERE id::text LIKE 'f3000000-%';
SELECT is((SELECT count(*) FROM before JOIN visits ON visits.id = before.id WHERE place <> visits.ctid), 0::bigint,
          'another address, or deleted once more, does not touch the visits');
SELECT is((SELECT count(*) FROM visits JOIN clients ON clients.id = client_id
            WHERE listed_zone_id IS DISTINCT FROM CASE WHEN clients.deleted_at IS NULL THEN zone_id END), 0::bigint,
          'and every visit is where it should be');

-- 2: who keeps the directory needs no rights on visits, and nobody is kept out meanwhile. To be run as a superuser.
CREATE ROLE visitd_schema_test;
GRANT SELECT, UPDATE ON clients TO visitd_schema_test;
CREATE FUNCTION pg_temp.as_keeper(statement text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('role');
BEGIN
    PERFORM set_config('role', 'visitd_schema_test', true);
    EXECUTE statement;
    PERFORM set_config('role', before, true);
END
$$;
SELECT pg_temp.as_keeper($$UPDATE clients SET zone_id = 'f1000000-0000-4000-8000-000000000001'
                            WHERE id = 'f3000000-0000-4000-8000-000000000001'$$);
SELECT is(pg_temp.listed(1), 'Here', 'whoever moves a client moves the visits');
SELECT is_empty($$SELECT mode FROM pg_locks WHERE relation = 'public.visits'::regclass AND pid = pg_backend_pid()
                   AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')$$,
                'and keeps nobody from the table');

-- 2: visitd holds a client by the view, and writes nothing by it.
CREATE FUNCTION pg_temp.as_visitd(statement text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('role');
BEGIN
    PERFORM set_config('role', 'visitd', true);
    EXECUTE statement;
    PERFORM set_config('role', before, true);
END
$$;
SELECT lives_ok($$SELECT pg_temp.as_visitd('SELECT FROM clients_to_visit FOR KEY SHARE')$$, 'visitd holds clients');
SELECT throws_ok($$SELECT pg_temp.as_visitd('UPDATE clients_to_visit SET held = false')$$, '0A000', NULL, 'and cannot write by that right');

SELECT * FROM finish();

ROLLBACK;
