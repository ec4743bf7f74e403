-- Answers kept, so that a request sent again under its Idempotency-Key gets the first answer.
-- requires: privileges

BEGIN;

SET LOCAL search_path = public;

-- user_id has no foreign key: a claim must not lock the caller's row, which every other request of that caller reads, before
-- there is any work to do; and a caller who is not in the directory is owed a 403, not a broken constraint.
CREATE TABLE idempotency_keys (
    user_id     uuid        NOT NULL,
    key         text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    method      text        NOT NULL,
    path        text        NOT NULL,
    body_sha256 bytea       NOT NULL CHECK (octet_length(body_sha256) = 32),
    status      smallint    CHECK (status BETWEEN 200 AND 499 AND status NOT IN (401, 429)),
    body        text,
    location    text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key, method, path)
);

COMMENT ON TABLE idempotency_keys IS 'One row for each request that came with an Idempotency-Key, written in the transaction that did its work; swept after 24 hours.';
COMMENT ON COLUMN idempotency_keys.body_sha256 IS 'Digest of the request body: the same key with another body is refused.';
COMMENT ON COLUMN idempotency_keys.status IS 'Status of the answer. NULL only inside the transaction that does the work: a second request waits for that to end at the primary key, and so never sees it.';
COMMENT ON COLUMN idempotency_keys.body IS 'The answer as it was sent, byte for byte.';
COMMENT ON COLUMN idempotency_keys.location IS 'The answer''s Location header, where it had one.';

-- For the sweep, which must find a day's leavings without reading the day.
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO visitd;

COMMIT;
