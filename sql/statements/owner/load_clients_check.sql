-- What is wrong with the lines beside each other and beside the clients that there are.
-- $1 columns
WITH
-- include load_zone_names.sql
, numbered AS (
    SELECT line, id, first_value(line) OVER (PARTITION BY id ORDER BY line) AS first FROM pg_temp.incoming
), problems (line, message) AS (
    SELECT line, format('id is that of line %s too', first) FROM numbered WHERE line > first AND id IS NOT NULL
    UNION ALL
    SELECT line, 'id is that of a client who is deleted: an empty deleted_at restores them'
    FROM pg_temp.incoming JOIN clients ON clients.id = incoming.id
    WHERE clients.deleted_at IS NOT NULL AND NOT 'deleted_at' = ANY ($1::text[])
    UNION ALL
-- include load_zone_problems.sql
)
SELECT line, message, count(*) OVER () AS total FROM problems ORDER BY line, message LIMIT 100
