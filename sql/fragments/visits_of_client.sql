-- A client's visits: which of them are shown is looked at one by one.
        FROM scope CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE lead = 'client' AND client_id = scope.client_id
              AND (scope.staff_id IS NULL OR staff_id = scope.staff_id) AND ($4 IS NULL OR status = ANY ($4))
              AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id)) AND ($11::uuid IS NULL OR zone_id = $11)
