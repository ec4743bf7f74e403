-- Verify the table of answers kept, the key that makes a second request wait, and visitd's rights.

BEGIN;

SET LOCAL search_path = public;

-- Refused with 42P10 unless a unique index has just these four columns.
EXPLAIN INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256, status, body, location, created_at)
        VALUES (gen_random_uuid(), 'k', 'POST', '/', '', NULL, NULL, NULL, now())
        ON CONFLICT (user_id, key, method, path) DO NOTHING;

DO $$
BEGIN
    ASSERT (SELECT bool_and(has_table_privilege('visitd', 'idempotency_keys', privilege))
              FROM unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS privilege), 'visitd cannot keep answers';
    ASSERT NOT has_table_privilege('visitd', 'idempotency_keys', 'TRUNCATE'), 'visitd can truncate idempotency_keys';
    ASSERT to_regclass('idempotency_keys_created_at') IS NOT NULL, 'the sweep has no index';
END
$$;

ROLLBACK;
