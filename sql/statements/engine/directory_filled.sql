-- Is there anybody in the directory who may call? Without, every request is refused.
SELECT EXISTS (SELECT FROM callers) AS is_filled
