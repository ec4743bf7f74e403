-- Demo data for trying visitd out: three zones, users of every role, clients, a week of visits around
-- today, contacts and interactions, a draft that is shared; loading it again adds nothing.
-- Load it as the schema's owner. All names are invented; addresses of mail and telephone numbers are reserved for examples.

\set ON_ERROR_STOP on

BEGIN;

SET LOCAL search_path = public;
SET LOCAL client_encoding = 'UTF8';

INSERT INTO zones (id, name, region, center_latitude, center_longitude) VALUES
    ('10000000-0000-4000-8000-000000000001', 'Toronto North', 'Ontario', 43.7615, -79.4111),
    ('10000000-0000-4000-8000-000000000002', 'Toronto East',  'Ontario', 43.7731, -79.2578),
    ('10000000-0000-4000-8000-000000000003', 'Toronto West',  'Ontario', 43.6205, -79.5132)
ON CONFLICT DO NOTHING;

-- 01 to 04 caregivers, 11 to 13 coordinators, 21 and 22 admins (22 of every zone), 31 family, 41 a caregiver who has left.
INSERT INTO users (id, email, first_name, last_name, role, zone_id, phone, is_active) VALUES
    ('20000000-0000-4000-8000-000000000001', 'amara.diallo@example.com',   'Amara',   'Diallo',   'caregiver',   '10000000-0000-4000-8000-000000000001', '416-555-0101', true),
    ('20000000-0000-4000-8000-000000000002', 'ben.kowalski@example.com',   'Ben',     'Kowalski', 'caregiver',   '10000000-0000-4000-8000-000000000001', '416-555-0102', true),
    ('20000000-0000-4000-8000-000000000003', 'chloe.tremblay@example.com', 'Chloé',   'Tremblay', 'caregiver',   '10000000-0000-4000-8000-000000000002', '416-555-0103', true),
    ('20000000-0000-4000-8000-000000000004', 'dev.sharma@example.com',     'Dev',     'Sharma',   'caregiver',   '10000000-0000-4000-8000-000000000003', '416-555-0104', true),
    ('20000000-0000-4000-8000-000000000011', 'elena.rossi@example.com',    'Elena',   'Rossi',    'coordinator', '10000000-0000-4000-8000-000000000001', '416-555-0111', true),
    ('20000000-0000-4000-8000-000000000012', 'farid.haddad@example.com',   'Farid',   'Haddad',   'coordinator', '10000000-0000-4000-8000-000000000002', '416-555-0112', true),
    ('20000000-0000-4000-8000-000000000013', 'grace.okafor@example.com',   'Grace',   'Okafor',   'coordinator', '10000000-0000-4000-8000-000000000003', '416-555-0113', true),
    ('20000000-0000-4000-8000-000000000021', 'hugo.lindqvist@example.com', 'Hugo',    'Lindqvist', 'admin',      '10000000-0000-4000-8000-000000000001', '416-555-0121', true),
    ('20000000-0000-4000-8000-000000000022', 'ines.carvalho@example.com',  'Inês',    'Carvalho', 'admin',       NULL,                                   '416-555-0122', true),
    ('20000000-0000-4000-8000-000000000031', 'jonas.weber@example.org',    'Jonas',   'Weber',    'family',      '10000000-0000-4000-8000-000000000001', '416-555-0131', true),
    ('20000000-0000-4000-8000-000000000041', 'keiko.mori@example.com',     'Keiko',   'Mori',     'caregiver',   '10000000-0000-4000-8000-000000000001', '416-555-0141', false)
ON CONFLICT DO NOTHING;

-- 01 to 03 in zone 1, 04 and 05 in zone 2, 06 in zone 3; 09, in zone 1, has been deleted.
INSERT INTO clients (id, first_name, last_name, date_of_birth, address, latitude, longitude, phone,
                     emergency_contact_name, emergency_contact_phone, emergency_contact_relationship, zone_id, deleted_at) VALUES
    ('30000000-0000-4000-8000-000000000001', 'Margarete', 'Weber',     '1938-04-12', '12 Example Avenue, Toronto',  43.7688, -79.4126, '416-555-0151',
     'Jonas Weber',    '416-555-0131', 'son',      '10000000-0000-4000-8000-000000000001', NULL),
    ('30000000-0000-4000-8000-000000000002', 'Stanley',   'Novak',     '1941-09-30', '34 Example Crescent, Toronto', 43.7542, -79.4020, '416-555-0152',
     'Lucy Novak',     '416-555-0162', 'daughter', '10000000-0000-4000-8000-000000000001', NULL),
    ('30000000-0000-4000-8000-000000000003', 'Adaeze',    'Eze',       '1946-01-05', '56 Example Road, Toronto',     43.7801, -79.4155, '416-555-0153',
     'Chidi Eze',      '416-555-0163', 'husband',  '10000000-0000-4000-8000-000000000001', NULL),
    ('30000000-0000-4000-8000-000000000004', 'Wei',       'Zhang',     '1935-11-21', '78 Example Street, Toronto',   43.7756, -79.2519, '416-555-0154',
     'Lin Zhang',      '416-555-0164', 'wife',     '10000000-0000-4000-8000-000000000002', NULL),
    ('30000000-0000-4000-8000-000000000005', 'Rosalind',  'Fraser',    '1950-06-17', '90 Example Court, Toronto',    43.7689, -79.2703, '416-555-0155',
     'Iain Fraser',    '416-555-0165', 'brother',  '10000000-0000-4000-8000-000000000002', NULL),
    ('30000000-0000-4000-8000-000000000006', 'Tomasz',    'Zielinski', '1943-02-28', '11 Example Lane, Toronto',     43.6231, -79.5098, '416-555-0156',
     'Ewa Zielinska',  '416-555-0166', 'daughter', '10000000-0000-4000-8000-000000000003', NULL),
    ('30000000-0000-4000-8000-000000000009', 'Olive',     'Harper',    '1932-08-08', '99 Example Terrace, Toronto',  43.7633, -79.4077, '416-555-0159',
     'Peter Harper',   '416-555-0169', 'nephew',   '10000000-0000-4000-8000-000000000001', now())
ON CONFLICT DO NOTHING;

-- 01 and 02 belong to the caregiver 01, 03 to the coordinator 11.
INSERT INTO contacts (id, user_id, name, title, level, common_ground_notes, communication_style_notes) VALUES
    ('40000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000001', 'Alex Morgan',   'Care Team Lead',     'Direct Manager',
     'Both hike on the Bruce Trail.', 'Likes figures first, reasons after.'),
    ('40000000-0000-4000-8000-000000000002', '20000000-0000-4000-8000-000000000001', 'Priya Nair',    'Senior Nurse',       'Mentor',
     NULL, NULL),
    ('40000000-0000-4000-8000-000000000003', '20000000-0000-4000-8000-000000000011', 'Samuel Osei',   'Director of Care',   'Senior Leadership',
     'Went to the same college.', 'Short messages, before nine.')
ON CONFLICT DO NOTHING;

-- A week of schedule around today: three visits a day in zone 1, two in zone 2. What is over was carried out and documented, but
-- for one that was cancelled; what comes is scheduled. Ids are the number of the day and of the visit.
INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude,
                    check_out_time, check_out_latitude, check_out_longitude, status, duration_minutes)
SELECT ('50000000-0000-4000-8000-0000000000' || day + 3 || visit)::uuid, clients.id,
       ('20000000-0000-4000-8000-0000000000' || staff)::uuid, start, check_in, CASE WHEN check_in IS NOT NULL THEN latitude END,
       CASE WHEN check_in IS NOT NULL THEN longitude END, check_in + minutes * interval '1 minute',
       CASE WHEN check_in IS NOT NULL THEN latitude END, CASE WHEN check_in IS NOT NULL THEN longitude END,
       CASE WHEN check_in IS NOT NULL THEN 'completed' WHEN start < now() - interval '4 hours' THEN 'cancelled' ELSE 'scheduled' END,
       CASE WHEN check_in IS NOT NULL THEN minutes END
FROM generate_series(-3, 3) AS day,
     (VALUES (1, '01', '01', 13, 10, 55), (2, '02', '02', 14, 40, 35), (3, '03', '01', 18, 20, 80),
             (4, '04', '03', 13, 30, 60), (5, '05', '03', 16, 10, 45)) AS plan (visit, client, staff, hour, minute, minutes),
     LATERAL (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                     + day * interval '1 day' + hour * interval '1 hour' + minute * interval '1 minute' AS start) AS at,
     LATERAL (SELECT CASE WHEN start < now() - interval '4 hours' AND (day, visit) <> (-1, 2)
                          THEN start + interval '4 minutes' END AS check_in) AS begun
JOIN clients ON true
WHERE clients.id = ('30000000-0000-4000-8000-0000000000' || client)::uuid
ON CONFLICT DO NOTHING;

INSERT INTO visit_documentation (visit_id, vital_signs, activities, observations, concerns)
SELECT id, '{"bloodPressure": {"systolic": 128, "diastolic": 82}, "heartRate": 71, "temperature": 36.6}',
       '[{"name": "medication", "done": true}, {"name": "walk", "minutes": 20}, {"name": "lunch", "done": true}]',
       'In good spirits, slept well. Ate half of the lunch and kept the rest for the evening.',
       CASE WHEN right(id::text, 1) = '3' THEN 'The left ankle is a little swollen; the coordinator was told.' END
FROM visits WHERE id::text LIKE '50000000-0000-4000-8000-0000000000%' AND status = 'completed'
ON CONFLICT DO NOTHING;

-- What the caregiver 01 has talked about with their contacts, and how.
INSERT INTO interactions (id, user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post, user_notes) VALUES
    ('60000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000001', '40000000-0000-4000-8000-000000000001',
     now() - interval '9 days', 'In-person', 'Shift planning for next month', 7, 'Came with figures; that went down well.'),
    ('60000000-0000-4000-8000-000000000002', '20000000-0000-4000-8000-000000000001', '40000000-0000-4000-8000-000000000001',
     now() - interval '2 days', 'Video Call', 'A second caregiver for heavy lifting', 8, NULL),
    ('60000000-0000-4000-8000-000000000003', '20000000-0000-4000-8000-000000000001', '40000000-0000-4000-8000-000000000002',
     now() - interval '5 days', 'Voice Call', 'Wound care course', 9, 'Offered to practise together.')
ON CONFLICT DO NOTHING;
INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score, notes) VALUES
    ('60000000-0000-4000-8000-000000000001', '7a000000-0000-4000-8000-000000000001', 0, 4, NULL),
    ('60000000-0000-4000-8000-000000000002', '7a000000-0000-4000-8000-000000000005', 0, 5, 'The Bruce Trail.'),
    ('60000000-0000-4000-8000-000000000003', '7a000000-0000-4000-8000-000000000007', 0, 4, NULL)
ON CONFLICT DO NOTHING;

-- A draft of the coordinator 11 that the caregiver 01 may read: GET /api/visits?shared=true.
WITH visit AS (
    INSERT INTO draft_visits (user_id, customer_name, date_range, location, interaction_type, shared_with, shared_emails, size)
    SELECT '20000000-0000-4000-8000-000000000011', 'Tata Steel', '2026-11-17 to 2026-11-18', 'Hamilton, Ontario', 'Plant visit',
           '{amara.diallo@example.com}', '{amara.diallo@example.com}', 1
    WHERE NOT EXISTS (SELECT FROM draft_visits WHERE user_id = '20000000-0000-4000-8000-000000000011')
    RETURNING number
), counted AS (
    INSERT INTO draft_visit_counters (visit_number, last_child) SELECT number, 1 FROM visit
), interaction AS (
    INSERT INTO draft_interactions (visit_number, number, departments, principals, persons, last_child, size)
    SELECT number, 1, '{Maintenance,Purchasing}', '{Deublin}', '{Ravi Menon}', 1, 1 FROM visit
), principal_interaction AS (
    INSERT INTO draft_principal_interactions (visit_number, interaction_number, number, principal_name, objective, discussion,
                                              last_child, size)
    SELECT number, 1, 1, 'Deublin', 'Find out why the rotary unions leak', 'Cooling water is harder than the seals were made for.', 1, 1
    FROM visit
)
INSERT INTO draft_leads (visit_number, interaction_number, principal_interaction_number, number, title, contact_name,
                         expected_value, currency, status, size)
SELECT number, 1, 1, 1, 'Seals of another material for line 3', 'Ravi Menon', 12400, 'CAD', 'qualified', 1 FROM visit;

COMMIT;
