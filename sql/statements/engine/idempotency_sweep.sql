-- Forget a few answers that are older than a day: every key that comes clears up more than it leaves, so nothing else has to.
DELETE FROM idempotency_keys WHERE (user_id, key, method, path) IN (
    SELECT user_id, key, method, path FROM idempotency_keys
    WHERE created_at < now() - interval '24 hours'
    ORDER BY created_at LIMIT 4 FOR UPDATE SKIP LOCKED)
