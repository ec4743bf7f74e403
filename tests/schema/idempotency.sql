-- Answers are kept once for each caller, key, method and path, and only such as may be given again.

BEGIN;

SELECT plan(20);

CREATE FUNCTION pg_temp.keep(key text, method text, path text, status text, caller text DEFAULT '1') RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256, status, body)
                   VALUES (%L, %L, %L, %L, sha256(''{}''), %s, ''{}'')',
                  'f2000000-0000-4000-8000-00000000000' || caller, key, method, path, status)
$$;

SELECT lives_ok(pg_temp.keep('k', 'POST', '/a', 'NULL'), 'a claim has no status yet, and needs no user in the directory');
SELECT throws_ok(pg_temp.keep('k', 'POST', '/a', '201'), '23505', NULL, 'the same request is kept once');
SELECT lives_ok(pg_temp.keep('k', 'PUT', '/a', '201'), 'another method is another request');
SELECT lives_ok(pg_temp.keep('k', 'POST', '/b', '201'), 'another path is another request');
SELECT lives_ok(pg_temp.keep('K', 'POST', '/a', '201'), 'keys differ by case');
SELECT lives_ok(pg_temp.keep('k', 'POST', '/a', '201', '2'), 'another caller''s key is another key');
SELECT lives_ok(pg_temp.keep(repeat('k', 255), 'POST', '/a', '201'), 'a key may have 255 characters');
SELECT throws_ok(pg_temp.keep(repeat('k', 256), 'POST', '/a', '201'), '23514', NULL, 'a key cannot have 256 characters');
SELECT throws_ok(pg_temp.keep('', 'POST', '/a', '201'), '23514', NULL, 'a key cannot be empty');

SELECT lives_ok(pg_temp.keep('s', 'POST', '/' || status, status), format('an answer of %s is kept', status))
  FROM unnest('{200,409,422}'::text[]) AS status;
SELECT throws_ok(pg_temp.keep('s', 'POST', '/' || status, status), '23514', NULL, format('an answer of %s is not kept', status))
  FROM unnest('{199,401,429,500,503}'::text[]) AS status;

SELECT throws_ok(
           $$INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256, status)
             VALUES ('f2000000-0000-4000-8000-000000000001', 'd', 'POST', '/a', sha256('{}'), 201)$$,
           '23514', NULL, 'no answer is kept without its body');
SELECT throws_ok(
           $$INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256)
             VALUES ('f2000000-0000-4000-8000-000000000001', 'd', 'POST', '/a', '\x00')$$,
           '23514', NULL, 'a digest has 32 bytes');
SELECT throws_ok(
           $$INSERT INTO idempotency_keys (user_id, key, method, path) VALUES ('f2000000-0000-4000-8000-000000000001', 'd', 'POST', '/a')$$,
           '23502', NULL, 'no answer is kept without the digest of its question');

SELECT * FROM finish();

ROLLBACK;
