-- Who calls, as the directory knows them: asked by itself only where a request goes no further.
-- $1 caller
SELECT role FROM callers WHERE id = $1::uuid
