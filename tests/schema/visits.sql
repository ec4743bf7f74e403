-- Visits keep to their rules: coordinates, the order of times, one open visit for each slot, one documentation for each visit.

BEGIN;

SELECT plan(45); -- the sum of the counts that stand before each group

-- nextval() is not rolled back, but a restart is, and takes the numbers drawn since along: so these tests use up none.
ALTER SEQUENCE users_user_no_seq RESTART WITH 1000000000;

INSERT INTO zones (id, name) VALUES ('f1000000-0000-4000-8000-000000000001', 'Test zone');
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
VALUES ('f2000000-0000-4000-8000-000000000001', 'caregiver@schema-test.example', 'A', 'B', 'caregiver',
        'f1000000-0000-4000-8000-000000000001');
INSERT INTO clients (id, first_name, last_name, zone_id)
VALUES ('f3000000-0000-4000-8000-000000000001', 'C', 'D', 'f1000000-0000-4000-8000-000000000001'),
       ('f3000000-0000-4000-8000-000000000002', 'E', 'F', 'f1000000-0000-4000-8000-000000000001');

-- 8
CREATE FUNCTION pg_temp.new_visit(columns text, "values" text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO visits (client_id, staff_id, scheduled_start_time, %s)
                   VALUES (''f3000000-0000-4000-8000-000000000001'', ''f2000000-0000-4000-8000-000000000001'',
                           now() + random() * interval ''1000 days'', %s)',
                  columns, "values")
$$;

SELECT lives_ok(pg_temp.new_visit(place || '_latitude, ' || place || '_longitude', coordinates), format('%s at %s', place, coordinates))
  FROM unnest('{check_in,check_out}'::text[]) AS place,
       unnest(ARRAY['90, 180', '-90, -180', '0, 0', '43.6532, -79.3832']) AS coordinates;

-- 14
SELECT throws_ok(pg_temp.new_visit(place || '_' || axis, "value"), state, NULL, format('%s_%s cannot be %s', place, axis, "value"))
  FROM unnest('{check_in,check_out}'::text[]) AS place,
       (VALUES ('latitude',  '90.00000001',   '23514'),
               ('latitude',  '-90.00000001',  '23514'),
               ('latitude',  '100',           '22003'),
               ('latitude',  '''NaN''',       '23514'),
               ('longitude', '180.00000001',  '23514'),
               ('longitude', '-180.00000001', '23514'),
               ('longitude', '1000',          '22003')) AS beyond (axis, "value", state);

-- 7
SELECT lives_ok(pg_temp.new_visit('check_in_time, check_out_time', $$'2026-01-01 10:00+00', '2026-01-01 10:00+00'$$),
                'a visit may end as it begins');
SELECT throws_ok(pg_temp.new_visit('check_in_time, check_out_time', $$'2026-01-01 10:00+00', '2026-01-01 09:59:59.999+00'$$),
                 '23514', NULL, 'a visit cannot end before it begins, by a millisecond either');
SELECT throws_ok(pg_temp.new_visit('status', quote_literal(status)), '23514', NULL, format('status cannot be "%s"', status))
  FROM unnest('{done,COMPLETED,""}'::text[]) AS status;
SELECT throws_ok(pg_temp.new_visit('duration_minutes', '-1'), '23514', NULL, 'no visit lasts less than nothing');
SELECT throws_ok(pg_temp.new_visit('copied_from_visit_id', quote_literal(gen_random_uuid())), '23503', NULL,
                 'nothing is copied from a visit that does not exist');

-- 7: the slot
SELECT is((SELECT regexp_replace(pg_get_indexdef('public.visits_slot'::regclass), ' ON (public\.)?visits ', ' ON visits ')),
          'CREATE UNIQUE INDEX visits_slot ON visits USING btree (client_id, scheduled_start_time) '
          'WHERE (status = ANY (ARRAY[''scheduled''::text, ''in_progress''::text]))',
          'the slot index is unique, and holds open visits only');

CREATE FUNCTION pg_temp.take_slot(status text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)
                   VALUES (''f3000000-0000-4000-8000-000000000002'', ''f2000000-0000-4000-8000-000000000001'',
                           ''2026-01-02 10:00+00'', %L)', status)
$$;

SELECT lives_ok(pg_temp.take_slot('scheduled'), 'a free slot is taken');
SELECT throws_ok(pg_temp.take_slot('in_progress'), '23505', NULL, 'a slot that is scheduled is not free');
UPDATE visits SET status = 'completed' WHERE client_id = 'f3000000-0000-4000-8000-000000000002';
SELECT lives_ok(pg_temp.take_slot('in_progress'), 'a slot is free again after its visit was completed');
SELECT throws_ok(pg_temp.take_slot('scheduled'), '23505', NULL, 'a slot in progress is not free');
UPDATE visits SET status = 'cancelled' WHERE client_id = 'f3000000-0000-4000-8000-000000000002' AND status = 'in_progress';
SELECT lives_ok(pg_temp.take_slot('scheduled'), 'a slot is free again after its visit was cancelled');
SELECT throws_ok($$UPDATE visits SET status = 'scheduled' WHERE client_id = 'f3000000-0000-4000-8000-000000000002'$$, '23505', NULL,
                 'a visit that is over cannot be opened again into a slot taken since');

-- 5: times beyond milliseconds, and such as cannot be told
CREATE FUNCTION pg_temp.times(id uuid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', to_char(scheduled_start_time, 'US'), to_char(check_in_time, 'US'), to_char(check_out_time, 'US'))
      FROM visits WHERE visits.id = $1
$$;
INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, check_in_time, check_out_time)
VALUES ('f5000000-0000-4000-8000-000000000002', 'f3000000-0000-4000-8000-000000000001', 'f2000000-0000-4000-8000-000000000001',
        '2026-01-04 10:00:00.279456+00', '2026-01-04 10:00:00.279999+00', '2026-01-04 11:00:00.0009+00');
SELECT is(pg_temp.times('f5000000-0000-4000-8000-000000000002'), '279000 279000 000000', 'times of a visit are cut to milliseconds');
UPDATE visits SET scheduled_start_time = '2026-01-04 10:00:00.1119+00', check_out_time = '2026-01-04 12:00:00.1119+00'
 WHERE id = 'f5000000-0000-4000-8000-000000000002';
SELECT is(pg_temp.times('f5000000-0000-4000-8000-000000000002'), '111000 279000 111000', 'when they change too');
SELECT throws_ok(
           $$INSERT INTO visits (client_id, staff_id, scheduled_start_time)
             VALUES ('f3000000-0000-4000-8000-000000000001', 'f2000000-0000-4000-8000-000000000001', '2026-01-04 10:00:00.111999+00')$$,
           '23505', NULL, 'a slot is a millisecond');
SELECT throws_ok(format('UPDATE visits SET %s', change), '23514', NULL, 'no visit has ' || change)
  FROM unnest(ARRAY['updated_at = ''infinity''', 'scheduled_start_time = ''10000-01-01 00:00Z''']) AS change;

-- 4
INSERT INTO visits (id, client_id, staff_id, scheduled_start_time)
VALUES ('f5000000-0000-4000-8000-000000000001', 'f3000000-0000-4000-8000-000000000001', 'f2000000-0000-4000-8000-000000000001',
        '2026-01-03 10:00+00');
INSERT INTO visit_documentation (visit_id, activities) VALUES ('f5000000-0000-4000-8000-000000000001', '["walk"]');
INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type)
VALUES ('f5000000-0000-4000-8000-000000000001', 'visits/test/photos/1-a.jpg', 'a.jpg', 1, 'image/jpeg');

SELECT throws_ok($$INSERT INTO visit_documentation (visit_id) VALUES ('f5000000-0000-4000-8000-000000000001')$$, '23505', NULL,
                 'a visit has one documentation');
SELECT throws_ok(
           $$INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type)
             VALUES ('f5000000-0000-4000-8000-000000000001', 'visits/test/photos/1-a.jpg', 'b.jpg', 1, 'image/jpeg')$$,
           '23505', NULL, 'a photo is recorded once');
SELECT throws_ok(
           $$INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type)
             VALUES ('f5000000-0000-4000-8000-000000000001', 'visits/test/photos/2-b.jpg', 'b.jpg', 0, 'image/jpeg')$$,
           '23514', NULL, 'an empty file is no photo');
SELECT throws_ok($$DELETE FROM visits WHERE id = 'f5000000-0000-4000-8000-000000000001'$$, '23503', NULL,
                 'a visit that was documented stays');

SELECT * FROM finish();

ROLLBACK;
