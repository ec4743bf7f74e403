-- The schema change that was deployed last; no row before the first.
SELECT change FROM sqitch.changes WHERE project = 'visitd' ORDER BY committed_at DESC LIMIT 1
