-- The directory refuses what would mislead an authorization: unknown roles and zones, an e-mail address twice.

BEGIN;

SELECT plan(32); -- the sum of the counts that stand before each group

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

SELECT * FROM finish();

ROLLBACK;
