-- Commit it: the work and the answer that is kept for a retry, together.
COMMIT
