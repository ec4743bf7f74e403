-- Forget some of the answers that are older than a day. A batch holds its rows for a moment, and passes over those that a worker is
-- sweeping.
-- $1 how many
WITH removed AS (
    DELETE FROM idempotency_keys WHERE (user_id, key, method, path) IN (
        SELECT user_id, key, method, path FROM idempotency_keys
        WHERE created_at < now() - interval '24 hours'
        ORDER BY created_at LIMIT $1::bigint FOR UPDATE SKIP LOCKED)
    RETURNING true
)
SELECT count(*) AS removed FROM removed
