-- Who may write below a draft's visit: $1 caller, $2 id, its first number the visit's. The statement goes on with the lock
-- that it takes on the visit.
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT visit.* FROM draft_visits AS visit JOIN caller ON visit.user_id = caller.id
    WHERE visit.number = ($2::bigint[])[1]
