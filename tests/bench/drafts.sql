-- Drafts for the benchmarks, all of one user: a hundred to write in, V1000000 and up, and ten whole trees, V2000000 and up.
INSERT INTO users (id, email, first_name, last_name, role)
VALUES ('20000000-be04-4000-8000-100000000000', 'bench-drafts@example.org', 'Bench', 'Engineer', 'admin') ON CONFLICT DO NOTHING;
INSERT INTO draft_visits (number, user_id) OVERRIDING SYSTEM VALUE
SELECT n, '20000000-be04-4000-8000-100000000000' FROM generate_series(1000000, 1000099) AS n ON CONFLICT DO NOTHING;
INSERT INTO draft_visits (number, user_id, customer_name) OVERRIDING SYSTEM VALUE
SELECT n, '20000000-be04-4000-8000-100000000000', 'Customer' FROM generate_series(2000000, 2000009) AS n ON CONFLICT DO NOTHING;
INSERT INTO draft_visit_counters SELECT n, 10 FROM generate_series(2000000, 2000009) AS n ON CONFLICT DO NOTHING;
INSERT INTO draft_interactions (visit_number, number, departments, persons, last_child)
SELECT v, i, '{Purchasing}', '{"A. Person","B. Person"}', 5 FROM generate_series(2000000, 2000009) AS v, generate_series(1, 10) AS i
ON CONFLICT DO NOTHING;
INSERT INTO draft_principal_interactions (visit_number, interaction_number, number, principal_name, objective, last_child)
SELECT v, i, p, 'Deublin', 'Discussed sealing issues', 2
FROM generate_series(2000000, 2000009) AS v, generate_series(1, 10) AS i, generate_series(1, 5) AS p ON CONFLICT DO NOTHING;
INSERT INTO draft_leads (visit_number, interaction_number, principal_interaction_number, number, title, expected_value, currency, status)
SELECT v, i, p, l, 'Rotary unions', 12500, 'EUR', 'new'
FROM generate_series(2000000, 2000009) AS v, generate_series(1, 10) AS i, generate_series(1, 5) AS p, generate_series(1, 2) AS l
ON CONFLICT DO NOTHING;
VACUUM ANALYZE draft_visits, draft_interactions, draft_principal_interactions, draft_leads, users;
