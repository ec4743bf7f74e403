-- How a range scan of visits ends that only counts them. A numbered page needs that, and none reaches further.
              AND scheduled_start_time >= since AND scheduled_start_time < edge LIMIT 10001) AS found
        WHERE $9 IS NULL
