-- Interactions that can be changed, deleted and listed across contacts; contacts ordered as people read their names.
-- requires: rapport_access
-- requires: directory_lists

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE interactions ADD COLUMN deleted_at timestamptz
    CHECK (deleted_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00');
COMMENT ON COLUMN interactions.deleted_at IS 'Soft deletion: the row stays, nobody is shown it.';

CREATE VIEW kept_interactions AS
    SELECT id, user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post, user_notes, observed_non_verbal,
           created_at, updated_at
    FROM interactions WHERE deleted_at IS NULL;
COMMENT ON VIEW kept_interactions IS 'The interactions that were not deleted.';

CREATE INDEX interactions_by_user ON interactions (user_id, interaction_datetime, id) WHERE deleted_at IS NULL;
-- In the place of the one by bytes: a worker of the last release sorts one user's few contacts until it is restarted.
DROP INDEX contacts_by_user;
CREATE INDEX contacts_by_user ON contacts (user_id, name COLLATE "und-x-icu", id) WHERE deleted_at IS NULL;

GRANT SELECT ON kept_interactions TO visitd;
GRANT UPDATE (interaction_datetime, medium, topic, rapport_score_post, user_notes, observed_non_verbal, updated_at, deleted_at)
   ON interactions TO visitd;
GRANT UPDATE (position, effectiveness_score, notes), DELETE ON interaction_tactic_logs TO visitd;

COMMIT;
