-- What does the role of this session lack to run a statement? One GRANT a row. A guess by name: a column counts for the table
-- that it is qualified with; one that is not, for each table that has such a column, unless another has it with the privilege.
-- $1 text of the statement
WITH named AS (
    SELECT oid, relname, relname || (SELECT coalesce(string_agg('|' || alias[1], ''), '') FROM regexp_matches($1::text,
               '\m' || relname || '\s+(?:AS\s+)?(\w+)', 'gi') AS alias) AS names
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'p') AND $1 ~ ('\m' || relname || '\M')
), lacking AS (
    SELECT relname, access.privilege, string_agg(attname, ', ' ORDER BY attnum) AS columns
    FROM named
    JOIN pg_attribute ON attrelid = named.oid AND attnum > 0 AND NOT attisdropped
    -- What is read may be named anywhere; what is written stands after INTO and SET.
    CROSS JOIN LATERAL (VALUES
        ('SELECT', $1),
        ('INSERT', substring($1 FROM '(?i)insert\s+into\s+' || relname || '\M[^(]*(\([^)]*\))')),
        ('UPDATE', substring($1 FROM '(?i)(?:update|into)\s+?' || relname || '\M.*?\mset\M(.*?)\m(?:from|where|returning)\M'))
    ) AS access (privilege, named_in)
    WHERE NOT has_column_privilege(named.oid, attnum, access.privilege)
      AND (access.named_in ~ ('\m(' || names || ')\.' || attname || '\M')
           OR (access.named_in ~ ('(^|[^.\w])' || attname || '\M')
               AND NOT EXISTS (SELECT FROM named AS other JOIN pg_attribute AS same ON same.attrelid = other.oid
                               WHERE same.attname = pg_attribute.attname AND access.privilege = 'SELECT'
                                 AND has_column_privilege(other.oid, same.attnum, 'SELECT'))))
    GROUP BY relname, access.privilege
    UNION ALL
    SELECT relname, 'DELETE', NULL FROM named
    WHERE $1 ~* ('delete\s+from\s+' || relname || '\M') AND NOT has_table_privilege(named.oid, 'DELETE')
)
SELECT format('GRANT %s ON %I TO %I', string_agg(privilege || coalesce(' (' || columns || ')', ''), ', ' ORDER BY privilege),
              relname, current_user) AS remedy
FROM lacking GROUP BY relname ORDER BY relname
