-- Begin a load: in a session that may take its time, and beside no other one, which might be adding the same rows. Locks are not waited
-- for long: what waits for a lock may make others wait behind it.
SELECT set_config('statement_timeout', '0', false),
       set_config('default_transaction_isolation', 'read committed', false),
       set_config('temp_buffers', '64MB', false),
       -- One that has just ended may not have left yet.
       set_config('lock_timeout', '5s', false),
       pg_advisory_lock('zones'::regclass::oid::bigint),
       set_config('lock_timeout', '200ms', false)
