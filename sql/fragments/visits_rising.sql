-- How a range scan of visits ends, oldest first: from the later of cursor and beginning on, until the page is full.
              AND (scheduled_start_time, id) > (after, after_id) AND scheduled_start_time >= after AND scheduled_start_time < edge
            ORDER BY scheduled_start_time, id LIMIT skipped + $7 + 1) AS found
        WHERE rising
