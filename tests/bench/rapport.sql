-- Contacts and tactics for the benchmarks: a hundred contacts of one user, and fifty more tactics than the schema ships.
INSERT INTO users (id, email, first_name, last_name, role)
VALUES ('20000000-be05-4000-8000-100000000000', 'bench-rapport@example.org', 'Bench', 'Professional', 'admin') ON CONFLICT DO NOTHING;
INSERT INTO contacts (id, user_id, name)
SELECT ('40000000-be05-4000-8000-' || 100000000000 + n)::uuid, '20000000-be05-4000-8000-100000000000', 'Contact ' || n
FROM generate_series(0, 99) AS n ON CONFLICT DO NOTHING;
INSERT INTO rapport_tactics (id, name, description, domain)
SELECT ('70000000-be05-4000-8000-' || 100000000000 + n)::uuid, 'Bench ' || n, 'For measuring.', 'Social Psychology'
FROM generate_series(0, 49) AS n ON CONFLICT DO NOTHING;
VACUUM ANALYZE contacts, rapport_tactics, users;
