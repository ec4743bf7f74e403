    SELECT line, CASE WHEN zones > 1 THEN format('%s zones are called "%s": name the one by its id', zones, left(zone, 60))
                      ELSE format('there is no zone "%s"', left(zone, 60)) END
    FROM pg_temp.incoming LEFT JOIN zone_names ON zone_names.name = incoming.zone
    WHERE incoming.zone IS NOT NULL AND zone_names.zones IS DISTINCT FROM 1
