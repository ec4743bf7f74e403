-- A zone with 100,000 clients of names as they are spread among people, a tenth of them visited and documented, and those who ask.
INSERT INTO zones (id, name) VALUES ('10000000-be06-4000-8000-100000000000', 'Bench directory') ON CONFLICT DO NOTHING;
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
SELECT ('20000000-be06-4000-8000-' || 100000000000 + n)::uuid, 'bench-directory' || n || '@example.org', 'Bench', 'Caregiver ' || n,
       'caregiver', '10000000-be06-4000-8000-100000000000'::uuid FROM generate_series(0, 49) AS n
UNION ALL
SELECT '20000000-be06-4000-8000-200000000000', 'bench-directory@example.org', 'Bench', 'Coordinator', 'coordinator',
       '10000000-be06-4000-8000-100000000000'
ON CONFLICT DO NOTHING;
INSERT INTO clients (id, first_name, last_name, address, zone_id)
SELECT ('30000000-be06-4000-8000-' || 100000000000 + n)::uuid, 'Given' || n % 500, 'Family' || n % 2000, n % 900 || ' Example Street',
       '10000000-be06-4000-8000-100000000000'::uuid FROM generate_series(0, 99999) AS n
ON CONFLICT DO NOTHING;
INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, check_in_time, check_out_time, status)
SELECT ('50000000-be06-4000-8000-' || 100000000000 + n)::uuid, ('30000000-be06-4000-8000-' || 100000000000 + n)::uuid,
       ('20000000-be06-4000-8000-' || 100000000000 + n % 50)::uuid, '2025-01-01 10:00Z', '2025-01-01 10:00Z', '2025-01-01 11:00Z', 'completed'
FROM generate_series(0, 9999) AS n ON CONFLICT DO NOTHING;
INSERT INTO visit_documentation (visit_id, observations)
SELECT ('50000000-be06-4000-8000-' || 100000000000 + n)::uuid, 'All well.' FROM generate_series(0, 9999) AS n ON CONFLICT DO NOTHING;
VACUUM ANALYZE zones, users, clients, visits, visit_documentation;
