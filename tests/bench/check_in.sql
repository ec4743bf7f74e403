-- What the benchmarks need: a zone with 100 caregivers and 1000 clients, whose ids end in 1000000000NN and 100000000NNN.
INSERT INTO zones (id, name, region) VALUES ('10000000-be00-4000-8000-000000000001', 'Bench', 'Bench') ON CONFLICT DO NOTHING;
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
SELECT ('20000000-be00-4000-8000-' || 100000000000 + n)::uuid, 'bench' || n || '@example.org', 'Bench', 'Caregiver ' || n, 'caregiver',
       '10000000-be00-4000-8000-000000000001'
FROM generate_series(0, 99) AS n ON CONFLICT DO NOTHING;
INSERT INTO clients (id, first_name, last_name, zone_id)
SELECT ('30000000-be00-4000-8000-' || 100000000000 + n)::uuid, 'Bench', 'Client ' || n, '10000000-be00-4000-8000-000000000001'
FROM generate_series(0, 999) AS n ON CONFLICT DO NOTHING;
VACUUM ANALYZE zones, users, clients;
