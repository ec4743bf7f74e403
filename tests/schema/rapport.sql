-- The seven tactics are there to the letter, and contacts, interactions and tactic logs keep to their scales.

BEGIN;

SELECT plan(43); -- the sum of the counts that stand before each group

-- nextval() is not rolled back, but a restart is, and takes the numbers drawn since along: so these tests use up none.
ALTER SEQUENCE users_user_no_seq RESTART WITH 1000000000;

-- 4
SELECT results_eq(
           $$SELECT name, domain FROM rapport_tactics ORDER BY name COLLATE "C"$$,
           $$VALUES ('Active Listening (Validation/Paraphrasing)', 'Communication Studies'),
                    ('Behavioral Mimicry (Chameleon Effect)',      'Social Psychology'),
                    ('Finding Similarity (Liking Principle)',      'Persuasion and Influence'),
                    ('Genuine Praise/Compliments',                 'Persuasion and Influence'),
                    ('Gradual Self-Disclosure',                    'Social Psychology'),
                    ('Pacing and Leading',                         'Communication Studies'),
                    ('Reciprocity Norm Activation',                'Persuasion and Influence')$$,
           'the seven tactics, each in its domain');
SELECT is_empty($$SELECT name FROM rapport_tactics WHERE description !~ 'Source: .+, [12][0-9]{3}'$$,
                'every description names its source, with the year');
SELECT throws_ok($$INSERT INTO rapport_tactics (name, description, domain) VALUES ('Pacing and Leading', '-', 'Social Psychology')$$,
                 '23505', NULL, 'a tactic''s name is its own');
SELECT throws_ok($$INSERT INTO rapport_tactics (name, description, domain) VALUES ('Charm', '-', 'Folklore')$$,
                 '23514', NULL, 'there are three domains');

INSERT INTO users (id, email, first_name, last_name, role)
VALUES ('f2000000-0000-4000-8000-000000000001', 'user@schema-test.example', 'A', 'B', 'coordinator');
INSERT INTO contacts (id, user_id, name)
VALUES ('f4000000-0000-4000-8000-000000000001', 'f2000000-0000-4000-8000-000000000001', 'C');
INSERT INTO interactions (id, user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post)
VALUES ('f6000000-0000-4000-8000-000000000001', 'f2000000-0000-4000-8000-000000000001', 'f4000000-0000-4000-8000-000000000001',
        now(), 'In-person', 'T', 5);
INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score)
VALUES ('f6000000-0000-4000-8000-000000000001', '7a000000-0000-4000-8000-000000000001', 0, 3);

CREATE FUNCTION pg_temp.put(of_table text, field text, "value" text) RETURNS text LANGUAGE sql AS $$
    SELECT format('UPDATE %I SET %I = %s WHERE ''f6000000-0000-4000-8000-000000000001'' = %s', of_table, field, "value",
                  CASE of_table WHEN 'interactions' THEN 'id'
                                WHEN 'interaction_tactic_logs' THEN 'interaction_id'
                                -- The contact is known by its only interaction.
                                ELSE 'ANY (SELECT interactions.id FROM interactions WHERE contact_id = contacts.id)' END)
$$;

-- 2 x 8
SELECT unnest(ARRAY[
           lives_ok(pg_temp.put(of_table, field, quote_literal(repeat('ü', longest))), format('%s takes %s characters', field, longest)),
           throws_ok(pg_temp.put(of_table, field, quote_literal(repeat('ü', longest + 1))), '23514', NULL,
                     format('%s takes no more than %s characters', field, longest))])
  FROM (VALUES ('contacts', 'name', 255),
               ('contacts', 'title', 255),
               ('contacts', 'common_ground_notes', 10000),
               ('contacts', 'communication_style_notes', 10000),
               ('interactions', 'topic', 500),
               ('interactions', 'user_notes', 10000),
               ('interactions', 'observed_non_verbal', 10000),
               ('interaction_tactic_logs', 'notes', 10000)) AS bounded (of_table, field, longest);

-- 8
SELECT lives_ok(pg_temp.put(of_table, field, quote_literal("value")), format('%s may be %s', field, "value"))
  FROM (VALUES ('contacts', 'level', 'Direct Manager'), ('contacts', 'level', 'Skip-Level Manager'),
               ('contacts', 'level', 'Senior Leadership'), ('contacts', 'level', 'Mentor'),
               ('interactions', 'medium', 'In-person'), ('interactions', 'medium', 'Video Call'),
               ('interactions', 'medium', 'Voice Call'), ('interactions', 'medium', 'Email/Chat')) AS good (of_table, field, "value");

-- 9
SELECT throws_ok(pg_temp.put(of_table, field, quote_literal("value")), '23514', NULL, format('%s cannot be "%s"', field, "value"))
  FROM (VALUES ('contacts', 'name', ''), ('contacts', 'level', 'Peer'), ('interactions', 'topic', ''),
               ('interactions', 'medium', 'Fax'), ('interactions', 'rapport_score_post', '0'),
               ('interactions', 'rapport_score_post', '11'), ('interaction_tactic_logs', 'effectiveness_score', '0'),
               ('interaction_tactic_logs', 'effectiveness_score', '6'),
               ('interaction_tactic_logs', 'position', '-1')) AS bad (of_table, field, "value");

-- 6
SELECT throws_ok(
           $$INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score)
             VALUES ('f6000000-0000-4000-8000-000000000001', '7a000000-0000-4000-8000-000000000001', 1, 3)$$,
           '23505', NULL, 'a tactic is logged once in an interaction');
SELECT throws_ok(
           $$INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score)
             VALUES ('f6000000-0000-4000-8000-000000000001', gen_random_uuid(), 1, 3)$$,
           '23503', NULL, 'a tactic logged exists');
SELECT throws_ok(
           $$INSERT INTO interactions (user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post)
             VALUES ('f2000000-0000-4000-8000-000000000001', gen_random_uuid(), now(), 'In-person', 'T', 5)$$,
           '23503', NULL, 'an interaction is with a contact that exists');
SELECT throws_ok($$DELETE FROM contacts WHERE id = 'f4000000-0000-4000-8000-000000000001'$$, '23503', NULL,
                 'a contact with interactions stays');
SELECT throws_ok($$DELETE FROM rapport_tactics WHERE id = '7a000000-0000-4000-8000-000000000001'$$, '23503', NULL,
                 'a tactic that was used stays');
DELETE FROM interactions WHERE id = 'f6000000-0000-4000-8000-000000000001';
SELECT is_empty($$SELECT FROM interaction_tactic_logs WHERE interaction_id = 'f6000000-0000-4000-8000-000000000001'$$,
                'an interaction takes its logs with it');

SELECT * FROM finish();

ROLLBACK;
