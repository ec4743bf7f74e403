-- How a range scan of visits ends that only counts them. A numbered page needs that, and none reaches further. Of a bound that it
-- does not know the planner believes that it comes early, so it reads in order; else it would gather all there is beforehand.
              AND scheduled_start_time >= since AND scheduled_start_time < edge ORDER BY scheduled_start_time LIMIT (SELECT 10001)) AS found
        WHERE $9 IS NULL
