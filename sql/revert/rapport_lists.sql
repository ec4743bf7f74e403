-- Revert rapport_lists; interactions that were deleted are shown again.

BEGIN;

SET LOCAL search_path = public;

REVOKE UPDATE (position, effectiveness_score, notes), DELETE ON interaction_tactic_logs FROM visitd;
REVOKE UPDATE (interaction_datetime, medium, topic, rapport_score_post, user_notes, observed_non_verbal, updated_at, deleted_at)
    ON interactions FROM visitd;
DROP INDEX contacts_by_user, interactions_by_user;
CREATE INDEX contacts_by_user ON contacts (user_id, name, id) WHERE deleted_at IS NULL;
DROP VIEW kept_interactions;
ALTER TABLE interactions DROP COLUMN deleted_at;

COMMIT;
