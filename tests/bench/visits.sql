-- Visits for the benchmarks of lists, from number :first to :last of a million: ten zones, five caregivers and a hundred
-- clients in each, so that a zone of a full load has 100,000 and a caregiver 20,000. A tenth is documented.
SET session_replication_role = replica;
INSERT INTO zones (id, name, region)
SELECT ('10000000-be01-4000-8000-' || 100000000000 + n)::uuid, 'Bench ' || n, 'Bench' FROM generate_series(0, 9) AS n
ON CONFLICT DO NOTHING;
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
SELECT ('20000000-be01-4000-8000-' || 100000000000 + n)::uuid, 'bench-visits' || n || '@example.org', 'Bench', 'Caregiver ' || n,
       'caregiver', ('10000000-be01-4000-8000-' || 100000000000 + n % 10)::uuid
FROM generate_series(0, 49) AS n
UNION ALL
SELECT ('20000000-be02-4000-8000-' || 100000000000 + n)::uuid, 'bench-zone' || n || '@example.org', 'Bench', 'Coordinator ' || n,
       'coordinator', ('10000000-be01-4000-8000-' || 100000000000 + n)::uuid
FROM generate_series(0, 9) AS n
UNION ALL
SELECT '20000000-be03-4000-8000-100000000000', 'bench-admin@example.org', 'Bench', 'Admin', 'admin', NULL
ON CONFLICT DO NOTHING;
INSERT INTO clients (id, first_name, last_name, zone_id)
SELECT ('30000000-be01-4000-8000-' || 100000000000 + n)::uuid, 'Bench', 'Client ' || n,
       ('10000000-be01-4000-8000-' || 100000000000 + n % 10)::uuid
FROM generate_series(0, 999) AS n
ON CONFLICT DO NOTHING;
INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude,
                    check_out_time, status, duration_minutes, listed_zone_id)
SELECT ('50000000-be01-4000-8000-' || 100000000000 + n)::uuid,
       ('30000000-be01-4000-8000-' || 100000000000 + n % 10 + n / 10 % 100 * 10)::uuid,
       ('20000000-be01-4000-8000-' || 100000000000 + n % 50)::uuid,
       time, time, 43.6532, -79.3832, time + interval '1 hour', CASE WHEN n % 20 = 0 THEN 'cancelled' ELSE 'completed' END, 60,
       ('10000000-be01-4000-8000-' || 100000000000 + n % 10)::uuid
FROM generate_series(:first, :last) AS n, LATERAL (SELECT timestamptz '2015-01-01 00:00Z' + n * interval '5 minutes' AS time) AS t;
INSERT INTO visit_documentation (visit_id, vital_signs, activities, observations)
SELECT ('50000000-be01-4000-8000-' || 100000000000 + n)::uuid, '{"pulse": 72, "temperature": 36.6}', '["walk", "lunch"]', 'All well.'
FROM generate_series(:first, :last) AS n WHERE n % 10 = 0;
