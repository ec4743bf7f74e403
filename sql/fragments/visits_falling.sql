-- How a range scan of visits ends, newest first: from the nearer of cursor and edge on, until the page is full.
              AND (scheduled_start_time, id) < (before, before_id) AND scheduled_start_time BETWEEN since AND before
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE NOT rising
