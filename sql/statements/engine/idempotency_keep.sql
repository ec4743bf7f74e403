-- Keep the answer under its Idempotency-Key, in the transaction that did the work.
-- $1 caller  $2 key  $3 method  $4 path  $5 status  $6 body  $7 location  $8 etag
UPDATE idempotency_keys SET status = $5::smallint, body = $6::text, location = $7::text, etag = $8::text
WHERE user_id = $1::uuid AND key = $2::text AND method = $3::text AND path = $4::text
