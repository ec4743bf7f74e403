-- Show in pg_stat_activity which trace the statements of this transaction belong to, and nothing of it after its end.
-- $1 application_name
SELECT set_config('application_name', $1::text, true)
