-- How long the session waits for a lock, from now on.
-- $1 time, with its unit
SELECT set_config('lock_timeout', $1::text, false)
