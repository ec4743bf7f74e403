-- A caregiver's visits, likewise.
        FROM scope CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE lead = 'staff' AND staff_id = scope.staff_id AND ($4 IS NULL OR status = ANY ($4))
              AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id)) AND ($11 IS NULL OR zone_id = $11)
