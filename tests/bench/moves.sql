-- Clients that are going to be moved: 100,000 with ten visits each, whose ids end in 100000NNNNNN, and 300 with 700 visits
-- each, whose ids end in 200000000NNN; all in one zone, and another zone to go to.
SET session_replication_role = replica;
INSERT INTO zones (id, name, region) VALUES ('10000000-be06-4000-8000-000000000001', 'Bench here', 'Bench'),
                                            ('10000000-be06-4000-8000-000000000002', 'Bench there', 'Bench')
ON CONFLICT DO NOTHING;
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
VALUES ('20000000-be06-4000-8000-100000000000', 'bench-moves@example.org', 'Bench', 'Caregiver', 'caregiver',
        '10000000-be06-4000-8000-000000000001')
ON CONFLICT DO NOTHING;
INSERT INTO clients (id, first_name, last_name, zone_id)
SELECT ('30000000-be06-4000-8000-' || n)::uuid, 'Bench', 'Client ' || n, '10000000-be06-4000-8000-000000000001'
FROM (SELECT 100000000000 + n FROM generate_series(0, 99999) AS n UNION ALL
      SELECT 200000000000 + n FROM generate_series(0, 299) AS n) AS numbers (n)
ON CONFLICT DO NOTHING;
INSERT INTO visits (client_id, staff_id, scheduled_start_time, check_in_time, check_out_time, status, duration_minutes, listed_zone_id)
SELECT clients.id, '20000000-be06-4000-8000-100000000000', time, time, time + interval '1 hour', 'completed', 60, zone_id
FROM clients, generate_series(1, CASE WHEN clients.id < '30000000-be06-4000-8000-200000000000' THEN 10 ELSE 700 END) AS n,
     LATERAL (SELECT timestamptz '2015-01-01 00:00Z' + n * interval '1 day' AS time) AS t
WHERE clients.zone_id = '10000000-be06-4000-8000-000000000001'
  AND NOT EXISTS (SELECT FROM visits WHERE client_id = clients.id);
RESET session_replication_role;
VACUUM ANALYZE zones, users, clients, visits;
CHECKPOINT;
