-- Delete a draft, the whole tree.
-- $1 caller  $2 id  $3 If-Match
-- include draft_gate.sql
    -- As nobody else may now: nothing is attached to what is being deleted, and nothing below it is being written.
    FOR UPDATE OF visit
), old AS (
    SELECT *, record_version(updated_at) AS version FROM visit
-- include draft_objection.sql
-- include draft_deletion.sql
), deleted AS (
    DELETE FROM draft_visits AS record USING verdict WHERE verdict.outcome = 'deleted' AND record.number = ($2::bigint[])[1]
-- include draft_deleted.sql
