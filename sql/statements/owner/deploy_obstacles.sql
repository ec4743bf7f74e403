-- What would stop a deployment halfway, and what mends it: a row for each.
WITH extension AS (
    SELECT wanted.name, pg_extension.oid IS NOT NULL AS is_created, available.name IS NOT NULL AS is_available,
           EXISTS (SELECT FROM pg_available_extension_versions AS version
                   WHERE version.name = wanted.name AND (version.trusted OR NOT version.superuser)) AS is_trusted
    FROM (VALUES ('pg_trgm'), ('unaccent')) AS wanted (name)
    LEFT JOIN pg_available_extensions AS available ON available.name = wanted.name
    LEFT JOIN pg_extension ON extname = wanted.name
), caller AS (
    SELECT current_user AS name, current_database() AS database, rolsuper AS is_superuser,
           has_database_privilege(current_database(), 'CREATE') AS creates
    FROM pg_roles WHERE rolname = current_user
)
SELECT 'the role "visitd", which the workers have, does not exist' AS problem, 'as a superuser: createuser visitd' AS remedy
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'visitd')
UNION ALL
SELECT format('the database %I keeps text in %s, and not in UTF8', current_database(), pg_encoding_to_char(encoding)),
       'as a superuser make another: createdb -O visitd_owner -E UTF8 -T template0 <name>'
FROM pg_database WHERE datname = current_database() AND pg_encoding_to_char(encoding) <> 'UTF8'
UNION ALL
SELECT format('%I may not create schemas and extensions in the database %I', name, database),
       format('as a superuser: psql -c ''GRANT CREATE ON DATABASE %I TO %I''', database, name)
FROM caller WHERE NOT creates
UNION ALL
SELECT format('%I may not create tables in the schema public', name),
       format('as a superuser: psql -d %I -c ''GRANT CREATE ON SCHEMA public TO %I''', database, name)
FROM caller WHERE NOT has_schema_privilege('public', 'CREATE')
UNION ALL
SELECT format('the extension %s is not among what this server has', extension.name),
       'install what PostgreSQL''s distribution contributes; on Debian it is part of the server''s package'
FROM extension WHERE NOT is_created AND NOT is_available
UNION ALL
SELECT format('%I may not create the extension %s', caller.name, extension.name),
       format('as a superuser: psql -d %I -c ''CREATE EXTENSION %s''', database, extension.name)
FROM extension CROSS JOIN caller WHERE NOT is_created AND is_available AND creates AND NOT (is_superuser OR is_trusted)
