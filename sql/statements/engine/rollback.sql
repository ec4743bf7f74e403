-- Undo it: the answer is a replay, or one that is not kept.
ROLLBACK
