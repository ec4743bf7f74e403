-- Verify the tables of rapport, and that the seven tactics are there under their ids.

BEGIN;

SET LOCAL search_path = public;

SELECT id, user_id, name, title, level, common_ground_notes, communication_style_notes, created_at, updated_at, deleted_at
  FROM contacts WHERE FALSE;
SELECT id, name, description, domain, created_at, updated_at
  FROM rapport_tactics WHERE FALSE;
SELECT id, user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post, user_notes, observed_non_verbal, created_at,
       updated_at
  FROM interactions WHERE FALSE;
SELECT interaction_id, tactic_id, position, effectiveness_score, notes
  FROM interaction_tactic_logs WHERE FALSE;

DO $$
BEGIN
    ASSERT (SELECT count(*)
              FROM rapport_tactics
              JOIN (VALUES (1, 'Active Listening (Validation/Paraphrasing)'),
                           (2, 'Pacing and Leading'),
                           (3, 'Behavioral Mimicry (Chameleon Effect)'),
                           (4, 'Gradual Self-Disclosure'),
                           (5, 'Finding Similarity (Liking Principle)'),
                           (6, 'Genuine Praise/Compliments'),
                           (7, 'Reciprocity Norm Activation')) AS shipped (n, name) USING (name)
             WHERE id = format('7a000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid) = 7,
        'the seven tactics are not there as they were shipped';
END
$$;

ROLLBACK;
