-- The directory refuses what would mislead an authorization: unknown roles and zones, an e-mail address twice.

BEGIN;

SELECT plan(46); -- the sum of the counts that stand before each group

-- nextval() is not rolled back, but a restart is, and takes the numbers drawn since along: so these tests use up none.
ALTER SEQUENCE users_user_no_seq RESTART WITH 1000000000;

INSERT INTO zones (id, name) VALUES ('f1000000-0000-4000-8000-000000000001', 'Test zone');

-- 4
SELECT lives_ok(
           format('INSERT INTO users (email, first_name, last_name, role) VALUES (%L, ''A'', ''B'', %L)',
                  role || '@schema-test.example', role),
           'a user may be ' || role)
  FROM unnest('{caregiver,coordinator,admin,family}'::text[]) AS role;

-- 5
SELECT throws_ok(
           format('INSERT INTO users (email, first_name, last_name, role, zone_id) VALUES (%L, %L, ''B'', %L, %L)',
                  email, first_name, role, zone_id),
           state, NULL, description)
  FROM (VALUES ('x@schema-test.example', 'A', 'owner',     NULL, '23514', 'a role that nobody defined'),
               ('x@schema-test.example', 'A', 'Caregiver', NULL, '23514', 'roles are spelt in small letters'),
               ('x@schema-test.example', 'A', 'admin', 'f1000000-0000-4000-8000-0000000000ff', '23503', 'a zone that does not exist'),
               ('admin@schema-test.example', 'A', 'admin', NULL, '23505', 'an e-mail address taken'),
               ('x@schema-test.example', NULL, 'admin', NULL, '23502', 'a user without a name'))
       AS refused (email, first_name, role, zone_id, state, description);

-- 2
SELECT throws_ok(
           $$INSERT INTO users (email, first_name, last_name, role, user_no) VALUES ('x@schema-test.example', 'A', 'B', 'admin', 17)$$,
           '428C9', NULL, 'nobody chooses their user_no');
SELECT is((SELECT count(DISTINCT user_no) FROM users WHERE email LIKE '%@schema-test.example'), 4::bigint,
          'each user has a user_no of their own');

-- 9
SELECT lives_ok(
           format($$INSERT INTO clients (first_name, last_name, zone_id, latitude, longitude)
                    VALUES ('A', 'B', 'f1000000-0000-4000-8000-000000000001', %s, %s)$$, latitude, longitude),
           format('a client may live at %s, %s', latitude, longitude))
  FROM (VALUES ('90', '180'), ('-90', '-180'), ('0', '0')) AS place (latitude, longitude);
SELECT throws_ok(
           format($$INSERT INTO clients (first_name, last_name, zone_id, latitude, longitude) VALUES ('A', 'B', %L, %s, %s)$$,
                  zone_id, latitude, longitude),
           state, NULL, description)
  FROM (VALUES ('f1000000-0000-4000-8000-000000000001', '90.00000001', '0', '23514', 'a client north of the pole'),
               ('f1000000-0000-4000-8000-000000000001', '0', '-180.00000001', '23514', 'a client west of the date line'),
               ('f1000000-0000-4000-8000-000000000001', '''NaN''', '0', '23514', 'a client nowhere at all'),
               (NULL, '0', '0', '23502', 'a client without a zone'))
       AS refused (zone_id, latitude, longitude, state, description);
SELECT lives_ok($$INSERT INTO clients (first_name, last_name, zone_id) VALUES ('A', 'B', 'f1000000-0000-4000-8000-0000000000ff')$$,
                'an earlier system''s client may be in a zone that is not there');

-- 13: a zone that somebody is in stays.
INSERT INTO zones (id, name, deleted_at)
VALUES ('f1000000-0000-4000-8000-000000000002', 'Users', NULL), ('f1000000-0000-4000-8000-000000000003', 'Nobody', NULL),
       ('f1000000-0000-4000-8000-000000000004', 'Over', '2020-01-01 00:00Z');
UPDATE users SET zone_id = 'f1000000-0000-4000-8000-000000000002' WHERE email = 'caregiver@schema-test.example';
SELECT throws_ok(format('UPDATE zones SET deleted_at = now() WHERE id = %L', 'f1000000-0000-4000-8000-00000000000' || zone), '23503', message,
                 'not even softly: ' || message)
  FROM (VALUES (1, 'zone f1000000-0000-4000-8000-000000000001 cannot be deleted: it has 0 users and 3 clients'),
               (2, 'zone f1000000-0000-4000-8000-000000000002 cannot be deleted: it has 1 users and 0 clients')) AS kept (zone, message);
SELECT throws_ok(format('DELETE FROM zones WHERE id = %L', 'f1000000-0000-4000-8000-00000000000' || zone), '23503', NULL, 'nor for good')
  FROM generate_series(1, 2) AS zone;
SELECT lives_ok($$UPDATE zones SET name = 'No one', deleted_at = NULL WHERE id = 'f1000000-0000-4000-8000-000000000001'$$, 'it can be renamed');
SELECT lives_ok($$UPDATE zones SET deleted_at = now() WHERE id = 'f1000000-0000-4000-8000-000000000003'$$, 'one that nobody is in goes');
UPDATE users SET deleted_at = now() WHERE email = 'caregiver@schema-test.example';
SELECT lives_ok($$UPDATE zones SET deleted_at = now() WHERE id = 'f1000000-0000-4000-8000-000000000002'$$, 'so does one whose users are deleted');
SELECT throws_ok($$DELETE FROM zones WHERE id = 'f1000000-0000-4000-8000-000000000002'$$, '23503', NULL, 'but not for good');
SELECT throws_ok(change, '23503', 'zone f1000000-0000-4000-8000-00000000000' || zone || ' is deleted', 'nobody comes into a zone that is deleted')
  FROM (VALUES (3, $$INSERT INTO clients (first_name, last_name, zone_id) VALUES ('A', 'B', 'f1000000-0000-4000-8000-000000000003')$$),
               (3, $$UPDATE clients SET zone_id = 'f1000000-0000-4000-8000-000000000003' WHERE first_name = 'A'$$),
               (4, $$INSERT INTO users (email, first_name, last_name, role, zone_id)
                     VALUES ('z@schema-test.example', 'A', 'B', 'admin', 'f1000000-0000-4000-8000-000000000004')$$),
               (2, $$UPDATE users SET deleted_at = NULL WHERE email = 'caregiver@schema-test.example'$$)) AS come (zone, change);
SELECT lives_ok($$INSERT INTO clients (first_name, last_name, zone_id, created_at)
                  VALUES ('A', 'B', 'f1000000-0000-4000-8000-000000000004', '2019-01-01 00:00Z')$$,
                'but for those of an earlier system who were there before');

-- 14: external ids.
SELECT lives_ok(format('UPDATE users SET external_id = %L WHERE email = %L', id, 'admin@schema-test.example'), 'an id from elsewhere may be ' || what)
  FROM (VALUES ('auth0|5f7c8ec7c33c6c004bbafe82', 'Auth0''s'), ('anna@example.org', 'an address'), ('é', 'one character'),
               (repeat('ü', 255), '255 characters'), ('{f1000000-0000-4000-8000-000000000001}', 'what is almost a UUID')) AS good (id, what);
SELECT throws_ok(format('UPDATE users SET external_id = %L WHERE email = %L', id, 'admin@schema-test.example'), '23514',
                 format('new row for relation "users" violates check constraint "users_external_id_%s"', broken), what || ' is none')
  FROM (VALUES ('', 'printable', 'nothing'), (repeat('x', 256), 'printable', 'what is longer'), (E'a\n', 'printable', 'what has a newline'),
               (E'a\u0085b', 'printable', 'what has a control character beyond ASCII'),
               ('F1000000-0000-4000-8000-00000000000A', 'no_uuid', 'a UUID, which would always be taken for an id,')) AS bad (id, broken, what);
SELECT lives_ok($$UPDATE users SET external_id = NULL WHERE email LIKE '%@schema-test.example'$$, 'several users may have none');
UPDATE users SET external_id = 'auth0|1' WHERE email = 'admin@schema-test.example';
SELECT throws_ok($$UPDATE users SET external_id = 'auth0|1' WHERE email = 'family@schema-test.example'$$, '23505', NULL, 'no two have the same');
SELECT lives_ok($$UPDATE users SET external_id = 'AUTH0|1' WHERE email = 'family@schema-test.example'$$, 'one in capitals is another');
-- As the workers plan it.
SET LOCAL plan_cache_mode = force_generic_plan;
SET LOCAL enable_seqscan = off;
PREPARE by_external_id(text) AS SELECT id FROM callers WHERE external_id = $1;
CREATE FUNCTION pg_temp.plan_of(statement text) RETURNS SETOF text LANGUAGE plpgsql AS 'BEGIN RETURN QUERY EXECUTE ''EXPLAIN '' || statement; END';
SELECT matches((SELECT string_agg(line, E'\n') FROM pg_temp.plan_of($$EXECUTE by_external_id('auth0|1')$$) AS line), 'Index Scan using users_by_external_id',
               'they are found by their index');

SELECT * FROM finish();

ROLLBACK;
