-- What `visitctl check` asks about a database whose schema may not be there: the role, and what it may see of the schema.
SELECT current_user AS role, current_database() AS database, pg_get_userbyid(datdba) AS owner,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
       -- Whoever owns a table may do with it what no statement of ours does.
       EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'v', 'p')
               AND pg_has_role(relowner, 'MEMBER')) AS is_owner,
       has_database_privilege(current_database(), 'TEMPORARY') AS may_hide_tables,
       EXISTS (SELECT FROM pg_namespace WHERE nspname = 'sqitch') AS has_registry,
       (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = 'sqitch')
           AND (SELECT has_table_privilege(pg_class.oid, 'SELECT') FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE nspname = 'sqitch' AND relname = 'changes') AS sees_registry
FROM pg_database WHERE datname = current_database()
