-- Who may read a draft: $1 caller, $2 id, its first number the visit's.
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT visit.* FROM draft_visits AS visit
    JOIN caller ON visit.user_id = caller.id OR lower(caller.email) = ANY (visit.shared_emails)
    WHERE visit.number = ($2::bigint[])[1]
