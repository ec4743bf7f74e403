-- Is the schema change that this build needs deployed?
-- $1 name of the change in sqitch.plan
SELECT EXISTS (SELECT FROM sqitch.changes WHERE project = 'visitd' AND change = $1::text) AS ready
