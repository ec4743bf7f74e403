-- Claim an Idempotency-Key, waiting for a request that holds it; or learn what was answered under it.
-- $1 caller  $2 key  $3 method  $4 path  $5 SHA-256 of the body, hexadecimal
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), claim AS (
    -- The no-op update makes the insert wait for, lock and return a row that is there already; a day later the key is free.
    INSERT INTO idempotency_keys AS kept (user_id, key, method, path, body_sha256)
    SELECT caller.id, $2::text, $3::text, $4::text, decode($5::text, 'hex') FROM caller
    ON CONFLICT (user_id, key, method, path) DO UPDATE SET
        (body_sha256, status, body, location, etag, created_at) = (
            SELECT excluded.body_sha256, NULL, NULL, NULL, NULL, excluded.created_at
            WHERE kept.created_at <= excluded.created_at - interval '24 hours'
            UNION ALL
            SELECT kept.body_sha256, kept.status, kept.body, kept.location, kept.etag, kept.created_at
            WHERE kept.created_at > excluded.created_at - interval '24 hours')
    RETURNING *
)
SELECT CASE WHEN caller.id IS NULL                                       THEN 'caller_unknown'
            WHEN claim.body_sha256 <> decode($5::text, 'hex')            THEN 'other_body'
            WHEN claim.status IS NOT NULL                                THEN 'replay'
            ELSE 'claimed' END AS "@outcome",
       claim.status, claim.body, claim.location, claim.etag
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN claim ON true
