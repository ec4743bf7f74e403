-- From here on nobody may call as this user; what they have recorded stays.
-- $1 id, email or external_id
WITH known AS (
    SELECT id, is_active FROM users WHERE (id::text = lower($1::text) OR email = $1 OR external_id = $1) AND deleted_at IS NULL
), changed AS (
    UPDATE users SET is_active = false, updated_at = now() FROM known WHERE users.id = known.id AND users.is_active
)
SELECT count(*) AS users, min(id::text) AS id, coalesce(bool_or(is_active), false) AS was_active FROM known
