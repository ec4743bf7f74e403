-- Delete a lead.
-- $1 caller  $2 id  $3 If-Match
-- include draft_gate.sql
    -- As nobody else may now: nothing is attached to what is being deleted, and nothing below it is being written.
    FOR UPDATE OF visit
), old AS (
    SELECT record.*, record_version(record.updated_at) AS version FROM visit CROSS JOIN draft_leads AS record WHERE
-- include draft_lead_key.sql
    FOR UPDATE OF record
-- include draft_objection.sql
-- include draft_deletion.sql
), deleted AS (
    DELETE FROM draft_leads AS record USING verdict WHERE verdict.outcome = 'deleted' AND
-- include draft_lead_key.sql
-- include draft_deleted.sql
