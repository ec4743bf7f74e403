-- Could a request do its work: can this server be written to, and is the schema change that this build needs deployed?
-- $1 name of the change in sqitch.plan
SELECT CASE WHEN pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean THEN 'read_only'
            WHEN NOT EXISTS (SELECT FROM sqitch.changes WHERE project = 'visitd' AND change = $1::text) THEN 'old_schema'
            ELSE 'ready' END AS "@outcome"
