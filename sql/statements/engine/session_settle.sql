-- Make a session what the other statements and the rendering of their rows rely on, and tell what stands against its use.
-- $1 statement_timeout  $2 lock_timeout  $3 idle_in_transaction_session_timeout
WITH before AS MATERIALIZED (
    -- In a session of one's own nobody has left this behind; a pooler that shares sessions shares what is set in them.
    SELECT current_setting('visitd.session', true) AS session
)
SELECT CASE WHEN pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean THEN 'read_only'
            WHEN current_setting('server_encoding') <> 'UTF8'                    THEN 'encoding'
            WHEN before.session = 'taken'                                        THEN 'session_shared'
            ELSE 'ready' END AS "@outcome",
       current_setting('server_encoding') AS encoding,
       set_config('visitd.session', 'taken', false),
       set_config('TimeZone', 'UTC', false),
       set_config('DateStyle', 'ISO', false),
       set_config('client_encoding', 'UTF8', false),
       set_config('standard_conforming_strings', 'on', false),
       -- A temporary table shall not stand before one of ours.
       set_config('search_path', 'public, pg_temp', false),
       set_config('default_transaction_isolation', 'read committed', false),
       -- The statements are written for one plan, whatever their parameters: planning them at each use would cost more than
       -- running them, and so would compiling.
       set_config('plan_cache_mode', 'force_generic_plan', false),
       set_config('jit', 'off', false),
       set_config('statement_timeout', $1::text, false),
       set_config('lock_timeout', $2::text, false),
       set_config('idle_in_transaction_session_timeout', $3::text, false)
FROM before
