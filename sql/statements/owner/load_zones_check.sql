-- What is wrong with the lines beside each other and beside the zones that there are.
WITH named AS (
    SELECT name, count(*) AS zones FROM zones WHERE deleted_at IS NULL GROUP BY name
), numbered AS (
    SELECT *, first_value(line) OVER (PARTITION BY CASE WHEN is_known OR id IS NOT NULL THEN target::text ELSE name END
                                      ORDER BY line) AS first
    FROM pg_temp.incoming
), problems (line, message) AS (
    SELECT line, CASE WHEN id IS NOT NULL THEN format('id is that of line %s too', first)
                      ELSE format('name is that of line %s too: a zone without id is known by its name', first) END
    FROM numbered WHERE line > first AND name IS NOT NULL
    UNION ALL
    SELECT line, format('name is that of %s zones: name the one by its id', zones)
    FROM pg_temp.incoming JOIN named USING (name) WHERE incoming.id IS NULL AND zones > 1
    UNION ALL
    SELECT line, 'id is that of a zone that is deleted'
    FROM pg_temp.incoming JOIN zones ON zones.id = incoming.id WHERE deleted_at IS NOT NULL
)
SELECT line, message, count(*) OVER () AS total FROM problems ORDER BY line, message LIMIT 100
