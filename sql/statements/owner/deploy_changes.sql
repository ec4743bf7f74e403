-- The changes of the plan that this database has, in the order in which they were deployed.
SELECT change FROM sqitch.changes WHERE project = 'visitd' ORDER BY committed_at
