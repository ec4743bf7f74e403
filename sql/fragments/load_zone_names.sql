zone_names AS (
    -- What a zone may be called: its id, or its name where no other has that.
    SELECT name, (array_agg(id))[1] AS id, count(*) AS zones
    FROM (SELECT name::text, id FROM zones WHERE deleted_at IS NULL UNION ALL
          SELECT id::text, id FROM zones WHERE deleted_at IS NULL) AS called
    GROUP BY name
)
