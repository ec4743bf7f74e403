-- What is wrong with the lines beside each other and beside the users and contacts that there are.
WITH named AS (
    SELECT user_id, name, count(*) AS contacts FROM contacts WHERE deleted_at IS NULL GROUP BY user_id, name
), numbered AS (
    SELECT *, first_value(line) OVER (PARTITION BY CASE WHEN is_known OR id IS NOT NULL THEN target::text END,
                                      CASE WHEN NOT is_known AND id IS NULL THEN (user_id, name)::text END ORDER BY line) AS first
    FROM pg_temp.incoming
), problems (line, message) AS (
    SELECT line, CASE WHEN id IS NOT NULL THEN format('id is that of line %s too', first)
                      ELSE format('name is that of line %s too: a contact without id is known by user and name', first) END
    FROM numbered WHERE line > first AND user_id IS NOT NULL
    UNION ALL
    SELECT line, format('name is that of %s contacts of this user: name the one by its id', contacts)
    FROM pg_temp.incoming JOIN named USING (user_id, name) WHERE incoming.id IS NULL AND contacts > 1
    UNION ALL
    SELECT line, 'id is that of a contact that is deleted'
    FROM pg_temp.incoming JOIN contacts ON contacts.id = incoming.id WHERE deleted_at IS NOT NULL
    UNION ALL
    SELECT line, 'id is that of another user''s contact'
    FROM pg_temp.incoming JOIN contacts ON contacts.id = incoming.id WHERE contacts.user_id <> incoming.user_id
    UNION ALL
    SELECT line, format('there is no user "%s"', left("user", 60)) FROM pg_temp.incoming WHERE "user" IS NOT NULL AND user_id IS NULL
)
SELECT line, message, count(*) OVER () AS total FROM problems ORDER BY line, message LIMIT 100
