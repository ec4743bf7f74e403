-- Someone who means no good: a hundred contacts that make a page as large as it can be, and a visit to be locked.
INSERT INTO zones (id, name) VALUES ('10000000-be06-4000-8000-100000000000', 'Bench hostile') ON CONFLICT DO NOTHING;
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
VALUES ('20000000-be06-4000-8000-100000000000', 'bench-hostile@example.org', 'Bench', 'Hostile', 'caregiver',
        '10000000-be06-4000-8000-100000000000') ON CONFLICT DO NOTHING;
INSERT INTO clients (id, first_name, last_name, date_of_birth, zone_id)
VALUES ('30000000-be06-4000-8000-100000000000', 'Bench', 'Client', '1940-01-01', '10000000-be06-4000-8000-100000000000')
ON CONFLICT DO NOTHING;
INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, check_in_time, status)
VALUES ('40000000-be06-4000-8000-100000000000', '30000000-be06-4000-8000-100000000000', '20000000-be06-4000-8000-100000000000',
        now(), now(), 'in_progress') ON CONFLICT DO NOTHING;
INSERT INTO contacts (id, user_id, name, common_ground_notes, communication_style_notes)
SELECT ('50000000-be06-4000-8000-' || 100000000000 + n)::uuid, '20000000-be06-4000-8000-100000000000', 'Contact ' || n,
       repeat(E'\x01', 10000), repeat(E'\x01', 10000)
FROM generate_series(0, 99) AS n ON CONFLICT DO NOTHING;
VACUUM ANALYZE contacts, visits, users, clients;
