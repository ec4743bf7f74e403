-- Take back the rights to contacts and interactions, and what they are found by.

BEGIN;

SET LOCAL search_path = public;

REVOKE SELECT ON rapport_tactics FROM visitd;
REVOKE SELECT, INSERT ON contacts, interactions, interaction_tactic_logs FROM visitd;
REVOKE UPDATE (name, title, level, common_ground_notes, communication_style_notes, updated_at, deleted_at) ON contacts FROM visitd;
DROP INDEX interactions_by_contact, contacts_by_user;
DROP FUNCTION rapport_time(timestamptz, text);

COMMIT;
