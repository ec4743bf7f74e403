-- The visits of zones, a scan for each state.
        FROM scope CROSS JOIN zone CROSS JOIN state CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE zone_id = zone.id AND status = state.status
