-- The directory refuses what would mislead an authorization: unknown roles and zones, an e-mail address twice.

BEGIN;

SELECT plan(20); -- the sum of the counts that stand before each group

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
               ('f1000000-0000-4000-8000-0000000000ff', '0', '0', '23503', 'a client in a zone that does not exist'),
               (NULL, '0', '0', '23502', 'a client without a zone'))
       AS refused (zone_id, latitude, longitude, state, description);
SELECT throws_ok($$DELETE FROM zones WHERE id = 'f1000000-0000-4000-8000-000000000001'$$, '23503', NULL, 'a zone with clients stays');

SELECT * FROM finish();

ROLLBACK;
