-- What is wrong with the lines beside each other and beside the users that there are.
WITH
-- include load_zone_names.sql
, numbered AS (
    SELECT *, first_value(line) OVER (PARTITION BY target ORDER BY line) AS first,
           first_value(line) OVER (PARTITION BY email ORDER BY line) AS first_of_email,
           first_value(line) OVER (PARTITION BY external_id ORDER BY line) AS first_of_external_id
    FROM pg_temp.incoming
), problems (line, message) AS (
    SELECT line, format('id is that of line %s too', first) FROM numbered WHERE line > first AND id IS NOT NULL
    UNION ALL
    SELECT line, format('the user of this email is that of line %s too', first) FROM numbered
    WHERE line > first AND id IS NULL AND line = first_of_email
    UNION ALL
    SELECT line, format('email is that of line %s too', first_of_email) FROM numbered
    WHERE line > first_of_email AND email IS NOT NULL
    UNION ALL
    SELECT line, format('external_id is that of line %s too', first_of_external_id) FROM numbered
    WHERE line > first_of_external_id AND external_id IS NOT NULL
    UNION ALL
    SELECT line, format('email belongs to another user, %s', users.id)
    FROM pg_temp.incoming JOIN users ON users.email = incoming.email WHERE users.id <> target
    UNION ALL
    SELECT line, format('external_id belongs to another user, %s', users.id)
    FROM pg_temp.incoming JOIN users ON users.external_id = incoming.external_id WHERE users.id <> target
    UNION ALL
    SELECT line, format('user %s is deleted', users.id) FROM pg_temp.incoming JOIN users ON users.id = target WHERE deleted_at IS NOT NULL
    UNION ALL
-- include load_zone_problems.sql
)
SELECT line, message, count(*) OVER () AS total FROM problems ORDER BY line, message LIMIT 100
