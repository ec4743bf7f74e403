-- The ids of what was loaded.
SELECT target FROM pg_temp.incoming ORDER BY line
